/** The part of m3u8-parser that this package uses. It has no types of its own. */
declare module "m3u8-parser" {
  /** Takes a playlist line by line, and calls back for each line with what it says. */
  export class ParseStream {
    on(type: "data", listener: (entry: Record<string, unknown>) => void): void;
    push(line: string): void;
  }
}
