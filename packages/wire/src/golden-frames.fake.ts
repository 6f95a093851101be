/** Frames as 0.6.2 puts them on the wire, recorded from its MediaPeer. Test vectors. */

export const goldenFrames = {
  data: `{"c":0,"i":"https://cdn.example/a.m3u8+V2+17","s":1024000}`,
  absent: `{"c":1,"i":"https://cdn.example/a.m3u8+V2+17"}`,
  map: `{"c":2,"m":{"https://cdn.example/a.m3u8+V2":["17|18|19",[0,0,1]],"https://cdn.example/a.m3u8+V1":["7",[0]]}}`,
  emptyMap: `{"c":2,"m":{}}`,
  request: `{"c":3,"i":"https://cdn.example/a.m3u8+V2+17"}`,
  cancel: `{"c":4,"i":"https://cdn.example/a.m3u8+V2+17"}`,
} as const;
