/** How figures and factors are written. Pure. */

/** Three significant digits. */
export function formatFigure(figure: number): string {
  const size = Math.abs(figure);
  if (size === 0) return "0";
  if (size >= 100) return figure.toFixed(0);
  if (size >= 10) return figure.toFixed(1);
  if (size >= 1) return figure.toFixed(2);
  return figure.toFixed(3);
}

/** "1/12" is easier to read than 0.083. */
export function formatFactor(factor: number): string {
  // Half as a step: 1/3.5 is a factor too.
  const inverse = Math.round(2 / factor) / 2;
  const isFraction = factor < 0.5 && Math.abs(1 / factor - inverse) < 1e-9;
  return isFraction ? `1/${inverse}` : String(factor);
}
