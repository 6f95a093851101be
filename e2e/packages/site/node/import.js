/** Every entry where there is no page: what each exports, for a server that renders. */
import * as core from "swarmlane";
import * as storage from "swarmlane/storage";
import * as dashjs from "@swarmlane/dashjs";
import * as hlsjs from "@swarmlane/hlsjs";
import * as shaka from "@swarmlane/shaka";
import * as videojs from "@swarmlane/videojs";

const modules = { core, storage, dashjs, hlsjs, shaka, videojs };
for (const [name, module] of Object.entries(modules)) {
  console.log(`${name}: ${Object.keys(module).join(" ")}`);
}
