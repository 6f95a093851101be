/** The root of the workspace, independent of the current directory. */
import { fileURLToPath } from "node:url";

/** Absolute path with a slash at the end. */
export const root = fileURLToPath(new URL("../../", import.meta.url));
