"use client";
/** Imported on the server too; the loader is created in the browser only. */
import { useEffect, useRef } from "react";
import * as core from "swarmlane";
import * as storage from "swarmlane/storage";
import { loadSegment } from "../../shared/load-segment.js";

export function Player() {
  const isStarted = useRef(false);
  useEffect(() => {
    if (isStarted.current) return;
    isStarted.current = true;
    void loadSegment(core, storage);
  }, []);
  return <p>player</p>;
}
