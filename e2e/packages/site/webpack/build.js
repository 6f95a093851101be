import { join } from "node:path";
import webpack from "webpack";

const stats = await new Promise((resolve, reject) => {
  const options = {
    mode: "production",
    context: import.meta.dirname,
    entry: "../shared/main.js",
    output: { path: join(import.meta.dirname, "dist"), publicPath: "auto" },
    // How much a page should weigh is not what is tested.
    performance: { hints: false },
  };
  webpack(options, (error, result) => (error ? reject(error) : resolve(result)));
});
const { errors, warnings } = stats.toJson({ all: false, errors: true, warnings: true });
for (const { message } of [...errors, ...warnings]) console.error(message);
