#!/usr/bin/env node
/** `npx @swarmlane/inspector` */
import { runRelay } from "./run-relay.mjs";

await runRelay("npx @swarmlane/inspector");
