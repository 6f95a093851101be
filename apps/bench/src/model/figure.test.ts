import { expect, test } from "vitest";
import { formatFactor, formatFigure } from "./figure.ts";

test.each([
  [1234.5, "1235"],
  [12.345, "12.3"],
  [1.2345, "1.23"],
  [0.12345, "0.123"],
  [0, "0"],
  [-12.345, "-12.3"],
])("%d is written with the digits that matter: %s", (figure, text) => {
  expect(formatFigure(figure)).toBe(text);
});

test.each([
  [1 / 12, "1/12"],
  [1 / 30, "1/30"],
  [1 / 3.5, "1/3.5"],
  [0, "0"],
  [0.95, "0.95"],
  [0.3, "0.3"],
  [3.5, "3.5"],
])("the factor %d is written as %s", (factor, text) => {
  expect(formatFactor(factor)).toBe(text);
});
