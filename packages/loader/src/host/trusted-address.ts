/**
 * Trusted Types: a page with `require-trusted-types-for 'script'` starts a worker only from an address that a policy has
 * vouched for. Ours is `swarmlane`, which the page allows with `trusted-types swarmlane`. Page.
 */

interface ScriptUrlPolicy {
  createScriptURL(url: string): string;
}
interface PolicyFactory {
  createPolicy(name: string, rules: ScriptUrlPolicy): ScriptUrlPolicy;
}

/** One for all loaders of the page: a page may forbid a second policy of the same name. */
let policy: ScriptUrlPolicy | undefined;

/**
 * `url` as the platform wants it. Only for addresses that come from the site's own settings or from this build: nothing
 * that a peer, a tracker or an origin says may pass through here.
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
