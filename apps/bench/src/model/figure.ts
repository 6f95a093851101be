/** How figures and factors are written. Pure. */

/** Three digits that matter. */
export function formatFigure(figure: number): string {
  const size = Math.abs(figure);
  if (size === 0) return "0";
  if (size >= 100) return figure.toFixed(0);
  if (size >= 10) return figure.toFixed(1);
  if (size >= 1) return figure.toFixed(2);
  return figure.toFixed(3);
}

/** 1/12 says more than 0.083. */
export function formatFactor(factor: number): string {
  const inverse = Math.round(1 / factor);
  const isFraction = factor < 0.5 && Math.abs(1 / factor - inverse) < 1e-9;
  return isFraction ? `1/${inverse}` : String(factor);
}
