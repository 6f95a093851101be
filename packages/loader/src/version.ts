/** The package's own version. 0.6.2 exported its own, and no published engine reads it. */
export const version = "0.1.0";
