// Our worker, which is told another version than its own.
const listen = addEventListener;
self.addEventListener = (type, listener) =>
  listen(type, (event) => {
    listener({ data: { ...event.data, version: 0 }, ports: event.ports });
  });
importScripts("/loader/worker.js");
