import { join } from "node:path";

/** The modules lie one folder further up. */
const root = join(import.meta.dirname, "..");
export default { outputFileTracingRoot: root, turbopack: { root } };
