/** Collects the events of a task, and passes them on once, in order. Either thread. */

export function createBatch<Item>(flush: (items: readonly Item[]) => void): (item: Item) => void {
  let collected: Item[] = [];

  function run(): void {
    const items = collected;
    collected = [];
    flush(items);
  }

  return (item) => {
    collected.push(item);
    if (collected.length === 1) void Promise.resolve().then(run);
  };
}
