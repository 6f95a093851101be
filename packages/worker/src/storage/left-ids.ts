/** Finds out which segments are no longer stored in any layer of the storage. Pure. */

/** Ids that have left one layer of the storage, by master swarm, until it is clear that no other layer holds them. */
export interface LeftIds {
  /** "unknown": the layer does not know what has left it. */
  note(masterSwarmId: string, ids: readonly string[] | "unknown"): void;
  /**
   * Those that nothing holds, each told once; "unknown" where that cannot be told. `placeOf` says where an id is: what
   * is only "on its way" stays noted, because it may get nowhere.
   */
  take(masterSwarmId: string, placeOf: (id: string) => Place): readonly string[] | "unknown";
}

export type Place = "held" | "on its way" | "nowhere" | "unknown";

export function createLeftIds(): LeftIds {
  const left = new Map<string, Set<string>>();
  const uncertain = new Set<string>();

  return {
    note(masterSwarmId, ids) {
      if (ids === "unknown") uncertain.add(masterSwarmId);
      else if (ids.length > 0) {
        left.set(masterSwarmId, new Set([...(left.get(masterSwarmId) ?? []), ...ids]));
      }
    },
    take(masterSwarmId, placeOf) {
      const places = Array.from(left.get(masterSwarmId) ?? [], (id) => [id, placeOf(id)] as const);
      const inPlace = (place: Place) => places.flatMap(([id, its]) => (its === place ? [id] : []));
      const onTheirWay = inPlace("on its way");
      if (onTheirWay.length === 0) left.delete(masterSwarmId);
      else left.set(masterSwarmId, new Set(onTheirWay));
      const isUncertain = uncertain.delete(masterSwarmId) || inPlace("unknown").length > 0;
      return isUncertain ? "unknown" : inPlace("nowhere");
    },
  };
}
