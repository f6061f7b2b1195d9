import { h, s, number } from './dom.js';

// Told apart by most people, on light and on dark.
const colours = ['#3b82f6', '#f97316', '#10b981', '#e11d8f', '#a16207', '#8b5cf6', '#06b6d4', '#ef4444', '#84cc16', '#64748b'];

export const colour = index => colours[index % colours.length];

const margin = { left: 46, right: 10, top: 8, bottom: 26 };
const height = 230;

/** A chart of lines over the epoch. series: [{name, colour, dashed, points: [{x, y}]}]; key: the metric, for how values are written. */
export function lineChart(key, series) {
  const shown = series.map(line => ({ ...line, points: line.points.filter(point => Number.isFinite(point.y)) })).filter(line => line.points.length > 0);
  if (shown.length === 0) return h('p', { class: 'quiet' }, 'Nothing is logged yet.');
  const box = h('div', { class: 'chart' });
  let drawnWidth = 0;
  new ResizeObserver(() => {
    if (box.clientWidth === drawnWidth || box.clientWidth === 0) return;
    drawnWidth = box.clientWidth;
    box.replaceChildren(...draw(key, shown, drawnWidth, box));
  }).observe(box);
  return h('div', {}, box, legend(shown));
}

export function sparkline(points) {
  const finite = (points || []).filter(point => Number.isFinite(point.y));
  if (finite.length < 2) return '';
  const x = scale(finite.map(point => point.x), 1, 79);
  const y = scale(finite.map(point => point.y), 18, 2);
  return s('svg', { class: 'spark', viewBox: '0 0 80 20', 'aria-hidden': 'true' },
    s('path', { d: path(finite, x, y), fill: 'none', stroke: 'currentColor', 'stroke-width': 1.5 }));
}

function draw(key, series, width, box) {
  const points = series.flatMap(line => line.points);
  const x = scale(points.map(point => point.x), margin.left, width - margin.right);
  const y = scale(points.map(point => point.y), height - margin.bottom, margin.top, 0.05);
  const svg = s('svg', { viewBox: `0 0 ${width} ${height}`, height, role: 'img', 'aria-label': `${key} by epoch: ${series.map(line => line.name).join(', ')}` });
  for (const value of ticks(y.low, y.high, 4)) {
    svg.append(
      s('line', { class: 'rule', x1: margin.left, x2: width - margin.right, y1: y(value), y2: y(value) }),
      s('text', { x: margin.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, number(key, value).replace('.0 %', ' %')));
  }
  for (const value of ticks(x.low, x.high, Math.max(2, Math.floor(width / 90))).filter(Number.isInteger))
    svg.append(s('text', { x: x(value), y: height - 8, 'text-anchor': 'middle' }, String(value)));
  for (const line of series) {
    svg.append(s('path', { class: line.dashed ? 'line dashed' : 'line', d: path(line.points, x, y), stroke: line.colour }));
    if (line.points.length === 1) svg.append(s('circle', { cx: x(line.points[0].x), cy: y(line.points[0].y), r: 3, fill: line.colour }));
  }
  const cursor = s('line', { class: 'cursor', y1: margin.top, y2: height - margin.bottom, visibility: 'hidden' });
  const tip = h('div', { class: 'tip', hidden: true });
  svg.append(cursor);
  const steps = [...new Set(points.map(point => point.x))];
  svg.addEventListener('pointermove', event => {
    const left = event.clientX - box.getBoundingClientRect().left;
    const step = steps.reduce((near, other) => Math.abs(x(other) - left) < Math.abs(x(near) - left) ? other : near);
    cursor.setAttribute('visibility', 'visible');
    cursor.setAttribute('x1', x(step));
    cursor.setAttribute('x2', x(step));
    tip.hidden = false;
    tip.replaceChildren(h('div', { class: 'quiet' }, `epoch ${step}`), ...series.map(line => {
      const point = line.points.find(candidate => candidate.x === step);
      return point ? h('div', {}, swatch(line), `${line.name} ${number(key, point.y)}`) : '';
    }));
    tip.style.left = `${Math.max(0, Math.min(x(step) + 10, width - tip.offsetWidth))}px`;
  });
  svg.addEventListener('pointerleave', () => {
    tip.hidden = true;
    cursor.setAttribute('visibility', 'hidden');
  });
  return [svg, tip];
}

const swatch = line => s('svg', { viewBox: '0 0 18 8', width: 18, height: 8 },
  s('line', { x1: 0, x2: 18, y1: 4, y2: 4, stroke: line.colour, 'stroke-width': 3, ...(line.dashed ? { 'stroke-dasharray': '5 3' } : {}) }));

const legend = series => h('div', { class: 'legend' }, series.map(line => h('span', {}, swatch(line), line.name)));

const path = (points, x, y) => points.map((point, i) => `${i ? 'L' : 'M'}${x(point.x).toFixed(1)} ${y(point.y).toFixed(1)}`).join('');

function scale(values, from, to, room = 0) {
  let [low, high] = [Math.min(...values), Math.max(...values)];
  const extra = (high - low) * room || (high === low ? Math.abs(high) * 0.1 || 1 : 0);
  [low, high] = [low - extra, high + extra];
  return Object.assign(value => from + (value - low) / (high - low) * (to - from), { low, high });
}

/** Round values from low to high, about `count` of them. */
function ticks(low, high, count) {
  const rough = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= rough);
  const values = [];
  for (let i = Math.ceil(low / step); i * step <= high + step * 1e-9; i++) values.push(Number((i * step).toPrecision(12)));
  return values;
}
