/**
 * Trusted Types: a page with `require-trusted-types-for 'script'` only starts a worker from an address that a policy has
 * approved. Our policy is `swarmlane`, which the page allows with `trusted-types swarmlane`. Page.
 */

interface ScriptUrlPolicy {
  createScriptURL(url: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy;
}

/** One policy for all loaders of the page, because a page may forbid a second policy with the same name. */
let policy: ScriptUrlPolicy | undefined;

/**
 * Returns `url` in the form that the platform requires. Only use it for addresses from the site's own settings or from this
 * build. Addresses from a peer, a tracker or an origin must never pass through here.
 */
export function trustAddress(url: string): string {
  const { trustedTypes } = globalThis as { trustedTypes?: PolicyFactory };
  try {
    policy ??= trustedTypes?.createPolicy("swarmlane", { createScriptURL: (address) => address });
  } catch {
    // The page does not allow this policy. If it requires one, the worker's constructor throws and says so.
  }
  return policy?.createScriptURL(url) ?? url;
}
