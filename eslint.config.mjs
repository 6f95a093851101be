/**
 * One set of rules for everything: packages, apps, end-to-end tests and tools. Rules read types, so every
 * file belongs to a TypeScript project; one that belongs to none is an error, not a gap.
 */
import eslint from "@eslint/js";
import { defineConfig } from "eslint/config";
import tseslint from "typescript-eslint";

export default defineConfig(
  {
    ignores: [
      ...["**/dist/", "**/build/", "**/node_modules/", "**/fixtures/streams/"],
      // Printed by the compiler (scripts/api.mjs).
      "api/",
      // Sites that use the published packages: they are compiled where those are installed.
      "e2e/packages/site/",
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: "error", reportUnusedInlineConfigs: "error" } },
  {
    files: ["**/*.ts", "**/*.tsx", "**/*.mjs"],
    extends: [eslint.configs.recommended, tseslint.configs.strictTypeChecked],
    languageOptions: {
      parserOptions: {
        // Globs: a project that does not exist is no error.
        project: [
          "packages/*/tsconfig.json",
          "packages/tsconfig.test.json",
          "apps/*/tsconfig*.json",
          "e2e/tsconfig*.json",
          "tsconfig.tools.json",
        ],
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      // Numbers read well in messages; everything else is converted on purpose.
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "@typescript-eslint/switch-exhaustiveness-check": "error",
      // `() => port.close()` is the shortest way to say it.
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
  {
    files: ["e2e/**/*.ts"],
    rules: {
      // vitest reads a fixture's needs from the pattern of its first parameter: `({}, { onCleanup })` needs none.
      "no-empty-pattern": ["error", { allowObjectPatternsAsParameters: true }],
    },
  },
  {
    files: ["**/*.mjs"],
    rules: {
      // TypeScript checks these files too (tsconfig.tools.json) and knows Node's globals.
      "no-undef": "off",
    },
  },
);
