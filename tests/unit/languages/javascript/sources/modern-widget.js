const wait = (seconds) => new Promise((resolve) => setTimeout(resolve, seconds * 1_000));

class HttpError extends Error {
  static #known = new Map([[404, 'not found'], [429, 'too many']]);
  static {
    for (const [code, text] of this.#known) HttpError[`E_${code}`] = text;
  }

  constructor(response, { cause = null, ...rest } = {}) {
    super(`HTTP ${response?.status ?? 'unknown'}`, { cause });
    Object.assign(this, rest);
  }

  static describe(code) { return HttpError.#known.get(code) ?? `code ${code}`; }
}

class Api {
  #token;
  #queue = [];
  static version = '2.0';
  base = 'https://api.example.com';
  handlers = { error: (error) => this.#report(error), done: null };
  'content-type' = 'application/json'
  [Symbol.toStringTag] = 'Api';
  static
  get; set; async; static static = 1
  of = 2

  constructor(token) { this.#token = token }

  get token() { return this.#token?.slice(0, 4) }
  set token(value) { this.#token ??= value; }
  static get latest() { return Api.version }
  get [`computed_${1 + 1}`]() { return null }

  static has(object) { return #token in object && #queue in object }

  async *pages(path, { limit = 250, signal } = {}) {
    let page = 1, rows;
    do {
      rows = await this.#get(`${path}?page=${page++}&limit=${limit}`, signal);
      yield* rows ?? [];
    } while (rows?.length === limit);
  }

  async #get(path, signal) {
    for (let attempt = 0; attempt < 3; attempt++) {
      const response = await fetch(this.base + path, { headers: { Authorization: `Bearer ${this.#token}` }, signal });
      if (response.ok) return (await response.json())._embedded?.['leads'];
      if (response.status !== 429) throw new HttpError(response, { path, ...{ attempt } });
      await wait(2 ** attempt);
    }
  }

  #report(error) {
    this.handlers.done?.(error);
    this.handlers['error']?.call?.(null, error)?.toString();
    delete this.handlers?.done;
  }

  static async from(loader) {
    const { default: token, [`key${1}`]: key = 'none' } = await loader();
    return new this(token || key);
  }
}

const tag = (strings, ...values) => strings.raw.map((text, i) => text + (values[i] ?? '')).join('');

async function* merge(...sources) {
  for await (const source of sources) yield* source;
  for await (const { id, ...others } of (await sources[0]).items) { yield [id, others]; }
}

function* ids(from = 0, to = Infinity) {
  let reply = yield;
  while (from < to) reply = (yield from++) || reply;
  return yield* [reply, yield, yield /re/g.test(reply)];
}

const run = async ({ api, card: { id, tags: [first, , third = first] = [] } = {} }, ...rest) => {
  const [leads, [user, ...users]] = await Promise.all([api.pages(`/leads/${id}`), rest]);
  await (0, api.start)(user).catch(() => {});
  await (api.finish)?.(users);
  await [first, third][0].done;
  await (async () => { await wait(.5) })();
  await (await api.next)`x${await (user)}y`;
  await `text`.length;
  const all = [];
  for await (const lead of leads) all.push(lead?.name ?? lead?.['custom-name'] ?? tag`lead ${lead?.id}\n`);
  all.sort?.((a, b) => a < b ? -1 : +(a > b));
  let total = 0n;
  total += 10n ** 20n, total &&= total - 0xFFn, total ||= 0b1n, total ??= 0o7n;
  label: { if (total) break label; }
  ({ a: all[0], b: [all[1], ...all[2]] = [], c: rest.c = 1, ...rest.others } = rest);
  [all[0], all[1]] = [all[1], all[0]];
  try { api.end() } catch { return void 0 } finally { all.length = 0 }
  return { id, 'name': first, [third]: run, get size() { return all.length }, set size(value) {}, async go() {},
    *gen() {}, async *both() {}, get: 1, set: 2, async: 3, static: 4, await: 5, if: 6, 1e3: 7, "str-key": 8, ...rest };
};

const big = import('./big.js', { with: { type: 'json' } }), regex = /(?<year>\d{4})-(?<=-)[/\]]\k<year>/dgu;
const nested = `a${`b${`c${1 + 1}`}`}d${{ a: `}` }.a}`, empty = ``, chain = (big?.then)?.(regex).catch((e) => (e, null));
const curry = a => b => async c => async (d) => ({ a, b, c, d }), nothing = () => {}, object = () => ({}), label = () => { a: 1 };
fn2 = class extends (null, Object) {}; var fn = function* named() {}; if (a) ; else { ; }
new (curry(1)(2))(3); new Api; new Api().pages; new (Api.from)().x; new Api.from.inner(...[1], 2,);
