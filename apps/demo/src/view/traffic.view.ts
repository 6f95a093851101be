/** Totals, shares, and a chart of the last two minutes. */
import { formatBytes, formatRate, formatShare } from "../format.ts";
import type { Second, Traffic } from "../model/traffic.ts";
import { element, setText } from "./element.ts";

/** Bytes per second (100 kbit/s). The scale of the chart does not go below it, even without traffic. */
const smallestPeak = 12_500;

export function createTrafficView(): (traffic: Traffic) => void {
  const chart = element("chart", SVGSVGElement);
  const areas = {
    http: chart.querySelector("path.http"),
    p2p: chart.querySelector("path.p2p"),
  };
  const show = (id: string, text: string) => setText(element(id), text);

  return (traffic) => {
    const { http, p2p, uploaded, saved, shareRatio } = traffic.totals();
    show("http", formatBytes(http));
    show("http-share", http + p2p === 0 ? "" : formatShare(1 - saved));
    show("p2p", formatBytes(p2p));
    show("p2p-share", http + p2p === 0 ? "" : formatShare(saved));
    show("upload", formatBytes(uploaded));
    show("upload-share", p2p === 0 ? "" : `ratio ${shareRatio.toFixed(2)}`);
    show("saved", formatShare(saved));
    show("saved-bytes", p2p === 0 ? "" : formatBytes(p2p));

    const history = traffic.history();
    const most = Math.max(...history.map((second) => second.http + second.p2p));
    show("chart-peak", most === 0 ? "–" : formatRate(most));
    const peak = Math.max(smallestPeak, most);
    const bottom = () => 0;
    const middle = (second: Second) => second.http / peak;
    const top = (second: Second) => (second.http + second.p2p) / peak;
    areas.http?.setAttribute("d", area(history, bottom, middle));
    areas.p2p?.setAttribute("d", area(history, middle, top));
    const last = history.at(-1) ?? { http: 0, p2p: 0 };
    const label = `Last second: ${formatRate(last.http)} over HTTP, ${formatRate(last.p2p)} from peers`;
    chart.setAttribute("aria-label", label);
  };
}

/** One step per second between two heights of 0…1, in the chart's coordinates of 120 × 100. */
function area(
  history: readonly Second[],
  lower: (second: Second) => number,
  upper: (second: Second) => number,
): string {
  const steps = (height: (second: Second) => number) =>
    history.flatMap((second, x) => {
      const y = (100 - height(second) * 100).toFixed(1);
      return [`${x} ${y}`, `${x + 1} ${y}`];
    });
  return `M${steps(upper).join("L")}L${steps(lower).reverse().join("L")}Z`;
}
