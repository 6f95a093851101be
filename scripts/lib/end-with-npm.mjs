/**
 * npm runs a script through a shell. A signal to npm ends npm and the shell, but does not reach the script:
 * when its parent is gone it has to notice by itself.
 */

/** Then signals this process as npm should have done. Does nothing when npm did not start it. */
export function endWithNpm() {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  timer.unref();
}
