/** `EXT-X-DEFINE`: variables of a playlist, and what is imported from the multivariant playlist and from the address. */
import { ManifestError } from "../errors.ts";
import { limits } from "../limits.ts";
import type { Attributes } from "./tags.ts";

export interface Variables {
  define(attributes: Attributes): void;
  /** Throws `MANIFEST_INVALID` for a variable that is not defined, as players do. */
  substitute(text: string): string;
  get(name: string): string | undefined;
}

/** @param url of this playlist, for `QUERYPARAM` */
export function createVariables(url: string, imported: Pick<Variables, "get">): Variables {
  const values = new Map<string, string>();

  function substitute(text: string): string {
    if (!text.includes("{$")) return text;
    const result = text.replace(/\{\$([\w-]+)\}/g, (_, name: string) => {
      const value = values.get(name);
      if (value === undefined) throw invalid(`The variable ${name} is not defined.`);
      return value;
    });
    if (result.length > limits.lineLength) throw invalid("Variables make a line too long.");
    return result;
  }

  return {
    substitute,
    get: (name) => values.get(name),
    define(attributes) {
      const [name, value] = definition(attributes);
      if (values.size >= limits.variables || value.length > limits.variableLength) {
        throw new ManifestError(
          "MANIFEST_TOO_LARGE",
          `There are too many variables: ${name} exceeds the limit.`,
        );
      }
      if (values.has(name)) throw invalid(`The variable ${name} is defined twice.`);
      values.set(name, value);
    },
  };

  function definition(attributes: Attributes): [name: string, value: string] {
    const name = attributes.get("NAME");
    if (name !== undefined) return [name, substitute(attributes.get("VALUE") ?? "")];
    const parameter = attributes.get("QUERYPARAM");
    if (parameter !== undefined) {
      const value = new URL(url).searchParams.get(parameter);
      if (value === null) throw invalid(`The address has no parameter ${parameter}.`);
      return [parameter, value];
    }
    const wanted = attributes.get("IMPORT");
    const value = wanted === undefined ? undefined : imported.get(wanted);
    if (wanted === undefined || value === undefined) {
      throw invalid(`EXT-X-DEFINE imports a variable that does not exist: ${wanted ?? ""}`);
    }
    return [wanted, value];
  }
}

export const noVariables: Pick<Variables, "get"> = { get: () => undefined };

function invalid(message: string): ManifestError {
  return new ManifestError("MANIFEST_INVALID", message);
}
