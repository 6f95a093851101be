import Hls from "hls.js";
import { HlsJsP2PEngine } from "@swarmlane/hlsjs";
import * as storage from "swarmlane/storage";
import { playStream } from "../shared/play-stream.js";

void playStream(Hls, HlsJsP2PEngine, storage);
