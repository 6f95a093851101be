/** The limits that depend on the device. Pure. */
import type { Limits } from "@swarmlane/contract";

/** `deviceMemory`: GiB as `navigator.deviceMemory` tells; undefined where the browser does not. */
export function fitToDevice(limits: Limits, deviceMemory: number | undefined): Limits {
  const isSmall = deviceMemory !== undefined && deviceMemory <= 4;
  return isSmall ? { ...limits, cacheBytes: limits.cacheBytesSmall } : limits;
}
