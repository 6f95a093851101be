import { dockInspector } from "@swarmlane/inspector";
import "../shared/main.js";

dockInspector({ height: 0.7 });
