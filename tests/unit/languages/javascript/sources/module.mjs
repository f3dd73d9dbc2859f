import plain from './plain.js';
import * as everything from './all.js'
import plain2, * as everything2 from './both.js';
import plain3, { one, two as second, default as third, 'string name' as fourth, } from './named.js'
import {} from './empty.js'; import './effect.js';
import /* a */ plain4 /* b */ , /* c */ { /* d */ five /* e */ as /* f */ sixth /* g */ } /* h */ from /* i */ './comments.js' /* j */ ;
export { one, second as other, third as tenth, fourth as 'another name' };
export { a, b as c, default as d, default as g, 'e' as f } from './again.js'
export { default } from './default.js'; export * from './star.js'; export * as space from './space.js'; export * as 'spa ce' from './space.js'
export const k = 1, { l, m: [n] } = plain;
export let o; export var p = function () {} // tail
export function q() {} // tail
export async function* r() {}
export class S {} // tail
export {};
const awaited = await fetch('/'), chained = await (await awaited).json();
for await (const part of awaited.body) part();
await (0, plain)(1);
await [everything][0].x;
if (import.meta.url) import . meta . env ?. MODE;
export const lazy = () => import('./lazy.js'), named = async () => (await import('./named.js')).default;
