/** A viewer: hls.js 1 alone. Browser. */
import { offerHls1Viewer } from "./hls1.ts";

offerHls1Viewer();
