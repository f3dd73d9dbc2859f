var let = 1, yield = 2, await = 3, async = 4, of = 5, static = 6, get = 7, set = 8, undefined, eval, package, implements;
let
  first = 1,
  second, third = { let: 1 };
let // the names follow
  fourth = function () {}
async(1); async (1, of)(await); async.of = await; (async) + (await); await(1).then(2)
for (of of of); for (var i = 0 in {}); for (let in {}); for (get.x in set) static++; for (async in of);
with (Math) max(1, 2)
if (1) function inner() {} else function other() {}
label: function labelled() {}
outer: inner2: for (;;) { break outer }
{ a: 1 }
{ b: { c: 2 } }
{ d: [1, 2] };
{ e: if (f) { g: h() } }
() => { i: 1 }
if (j) { k: l };
{ m } { } { ; } {{}}
017 + 089 + 0777 + 08.5 - 00 + "\07\377\8" + 0.0e-10
delete unqualified; arguments = 1; eval('1'); x = y = z;
<!-- an HTML comment
--> another
a = b;
<!-- c
typeof typeof void void delete - + ~ ! !! a, a-- - --a + ++a + +a - -a
new new X()(), new (foo())(), new foo.bar, new (foo().bar)(), new (function () {}), new function () {}()
a ? b : c ? d : e, (a, b), ((c)), (((d), e))
var f = (1), g = ((2)), h = (function () {}), i = (((function () {})()))
for (var n = ("x" in {}) ? 1 : 2; n < 3; n++);
for (n = 0, m = 1; ; ) { break }
for (; ; ) break
do ; while (0) a
do a(); while (0); b
while (0) ;
if (0) ; else ;
switch (1) {}
switch (1) { default: case 2: }
try { } catch (e) { } finally { }
var re = /[/]\/(?:)/g, div = a / b / c, both = a / /b/ / c, s = a++ / 2, t = (a) / 2, u = {} / 1, v = [] / 1
if (a) /re/.exec(b); else /re2/.exec(c)
function f1() { return /re/ } function f2() { return a / b } function f3(a, a) { 'not a ' + 'directive' }
function f4() { ('use strict'); 'use strict'; "second"; a }
({ __proto__: null, "__proto__"() {}, 1: 1, 0x2: 2, .3: 3, 'a b': 4, get a() { return 1 }, set a(b) { }, if: 1, function: 2, get: 1, set: 2, get get() { return 1 }, set set(set) { } });
[, ], [, ,], [a, ,], [a, , b], [a,], f(a,), [...a, ...b];
a = a => b => c, a = (a) => (b), a = () => ({}), a = (a, b) => { }, a = ({ a }) => [a], a = ([a]) => a, a = (a = 1, { b } = {}) => a
x = a ? b : c => d, y = a ? (b) : (c) => d, z = a ? (b) => c : d
