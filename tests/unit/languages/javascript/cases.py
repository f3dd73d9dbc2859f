"""What is JavaScript and what is not, one feature a case."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

SOURCES = sorted((Path(__file__).parent / "sources").iterdir())
"""Whole files of ours; both parsers read each of them in the same way."""


class Valid(NamedTuple):
    """Valid code of an edition of ECMAScript, by year; JSX belongs to none."""

    name: str
    edition: int | None
    code: str


class Invalid(NamedTuple):
    """Invalid code, the line of its first error, and what finds it."""

    name: str
    found_by: str
    line: int
    code: str


VALID = [
    Valid("automatic semicolons", 5, "var a = 1\nvar b = a\n++b\nloop: for(;;){ break loop\n}"),
    Valid("regular expression or division", 5, "a = b\n/c/g.exec(d); x = (1)/2/3; if(x) /re/.test(y); z = {}/1;"),
    Valid("accessors", 5, 'var o={get a(){return 1}, set a(v){}, "b":1, 3:2, if:1};'),
    Valid("legacy octal", 5, 'var a=017+"\\07"+089;'),
    Valid("functions in statements", 5, "if(1) function f(){} \n label: function g(){}"),
    Valid("letters of all alphabets", 5, "var привет=1, ñ$=2, ゼ=3;"),
    Valid("label or property", 5, "{ a: 1 } var b = { a: 1 }"),
    Valid("let and const", 2015, "let a=1; const b=2;"),
    Valid("let before a line break", 2015, "let\n  a = 1,\n  b;"),
    Valid("arrows", 2015, "var f=(a,b=2,...c)=>({a,b,c});"),
    Valid(
        "classes",
        2015,
        "class A extends B{constructor(){super()} static s(){} get x(){return 1} set x(v){}}",
    ),
    Valid("destructuring", 2015, "var {a,b:[c,,d]=[]}=x; var [e,...f]=y;"),
    Valid("targets in parentheses", 2015, "[(a), (b.c)] = d; ({a: (b)} = c)"),
    Valid("templates", 2015, "var t=`a${b}c${`n${d}`}`; tag`x\\ny`;"),
    Valid("generators", 2015, "function* g(){ var x = yield 1; yield* h(); }"),
    Valid("for-of", 2015, "for (const x of y) {} for (let [k,v] of m) ;"),
    Valid("computed and shorthand", 2015, "var o={[a+b]:1,c,d(){},get e(){return 1},*f(){}};"),
    Valid("escapes of code points", 2015, 'var \\u{61}b="\\u{1F600}";'),
    Valid("flags u and y", 2015, "/\\u{1F600}./uy"),
    Valid("new.target", 2015, "function F(){ if(!new.target) throw 1; }"),
    Valid(
        "modules",
        2015,
        'import a,{b as c} from "x"; import * as n from "y"; export default function(){}; '
        'export {a as z}; export * from "q"; export const k=1;',
    ),
    Valid("HTML-like comments", 2015, "x = 1;\n<!-- y\n--> z\n"),
    Valid("let as a name", 2015, "var let = 1; let.a = let"),
    Valid("names that are keywords elsewhere", 2015, "var yield=1, async=3; async(1); var of=[]; for (of of of);"),
    Valid("powers", 2016, "x**=2; var y=2**3**2;"),
    Valid("async functions", 2017, "async function f(){ await x; } var g=async()=>{await y}; var o={async m(){}};"),
    Valid("await before brackets", 2017, "async () => { await (a)(b); await [c][0]; await (0, d)`e` }"),
    Valid("trailing commas", 2017, "f(a,b,); function g(a,b,){}"),
    Valid("call after an arrow", 2015, "a = () => {}\n(b)\nc = () => {}\n/d/.e(f)"),
    Valid("rest properties", 2018, "const {a,...rest}=o;"),
    Valid("spread properties", 2018, "var o={...a,b:1,...c};"),
    Valid("async generators", 2018, "async function* g(){ for await (const x of y) { yield* z; } }"),
    Valid(
        "yield* of an await",
        2018,
        "class A { async *w(ids){ for (const id of ids) { yield* (await this.load(id)); } } }",
    ),
    Valid("for-await", 2018, "async function f(){ for await (const x of y) {} }"),
    Valid("named groups", 2018, "/(?<year>\\d{4})-\\k<year>/u"),
    Valid("look-behind", 2018, "/(?<=\\$)\\d+(?<!x)/"),
    Valid("flag s", 2018, "/a.b/s"),
    Valid("properties of letters", 2018, "/\\p{Script=Cyrillic}+/u"),
    Valid("any escape in a tagged template", 2018, "tag`\\unicode and \\xerxes`"),
    Valid("catch without a name", 2019, "try{a()}catch{b()}"),
    Valid("line separators in strings", 2019, 'var s="a\u2028b";'),
    Valid("dynamic import", 2020, 'import("./x.js").then(m=>m);'),
    Valid("import.meta", 2020, "console.log(import.meta.url);"),
    Valid("optional chains", 2020, "a?.b; a?.[0]; a?.(1); a?.b.c(d)?.e; delete a?.b; (a?.b).c"),
    Valid("optional chain or condition", 2020, "var x=a?.5:1;"),
    Valid("nullish", 2020, "var x=a??b??c;"),
    Valid("big integers", 2020, "var x=10n+0xFFn+0b1n+0o7n;"),
    Valid("export * as", 2020, 'export * as ns from "x";'),
    Valid("logical assignment", 2021, "a??=b; a||=c; a&&=d; o.x??=1;"),
    Valid("numeric separators", 2021, "var n=1_000_000+0xFF_FF+1_0.5_5e1_0+1_0n;"),
    Valid("fields", 2022, 'class A{ a=1; b; "c"=2; [d]=3; static e=4; f=()=>this.a; static; get; async; }'),
    Valid("generator after a field", 2022, "class A { a\n *b(){} }"),
    Valid(
        "private names",
        2022,
        "class A{ #a=1; #m(){return this.#a} static #s; get #g(){return 1} set #g(v){} "
        "has(o){return #a in o} async *#ag(){} }",
    ),
    Valid("private name in a chain", 2022, "class A{ #a; static t(o){ return o?.#a; } }"),
    Valid("static blocks", 2022, "class A{ static { this.x=1; try{}catch{} } }"),
    Valid("top-level await", 2022, 'const x = await fetch("/"); for await (const y of z) {} export {x};'),
    Valid("flag d", 2022, "/a(?<z>b)/d"),
    Valid("strings as module names", 2022, 'export {x as "a b"} from "y"; import {"a b" as q} from "z";'),
    Valid("hashbang", 2023, "#!/usr/bin/env node\nvar a=1;"),
    Valid("letters of Unicode 15", 2023, "var \U00031350 = 1;"),
    Valid("flag v", 2024, "/[\\p{L}--[a-z]]/v"),
    Valid("strings in a character class", 2024, "/[\\q{abc|d}&&\\w]/v"),
    Valid(
        "import attributes",
        2025,
        'import data from "./d.json" with { type: "json" }; export {default as z} from "./e.json" with {type:"json"}; '
        'import("./x.json", {with:{type:"json"}});',
    ),
    Valid("modifiers", 2025, "/(?i:a)b(?-i:c)/"),
    Valid("one group name in two alternatives", 2025, "/(?<y>a)|(?<y>b)/"),
    Valid("using", 2026, "{ using x = y; } async function f(){ await using z = w; }"),
    Valid("decorators", None, "@dec class A{ @a.b() m(){} @c static x=1; }"),
    Valid(
        "JSX",
        None,
        'const a = <div className="x" {...p} on={()=>1}>t {v} <B.C/> &nbsp;{/* c */}</div>;',
    ),
    Valid("JSX fragment", None, "const a = <><i/></>;"),
    Valid("JSX names", None, 'const a = <svg:rect a=<b/> c="&quot;" />;'),
]

NEWER_THAN_ESPRIMA = {"using", "decorators"}
"""Valid cases on which esprima is no judge."""

GAPS = {
    "any escape in a tagged template",
    "call after an arrow",
    "generator after a field",
    "import attributes",
    "targets in parentheses",
}
"""Valid cases that tree-sitter's grammar does not know; `parse` has their tree from esprima."""

INVALID = [
    Invalid("unclosed brace", "parse", 2, "\nfunction f(){ if(a){ "),
    Invalid("unclosed string", "parse", 2, '\nvar a="abc\nvar b=1;'),
    Invalid("unclosed template", "parse", 3, "\nvar a=`abc${b\n+ c"),
    Invalid("unclosed regular expression", "parse", 2, "\nvar a=/abc\n/;"),
    Invalid("unclosed comment", "parse", 2, "\nvar a; /* abc\n\n"),
    Invalid("no token", "parse", 2, "\nvar a = @;"),
    Invalid("separator at the end of a number", "parse", 2, "\nvar a=1_;"),
    Invalid("assignment to a call", "parse", 2, "\nf() = 1"),
    Invalid("no comma between properties", "parse", 3, "var o={\na:1\nb:2};"),
    Invalid("one parenthesis too many", "parse", 2, "\nf(a));"),
    Invalid("merge conflict", "parse", 2, "a()\n<<<<<<< HEAD\nb()\n=======\nc()\n>>>>>>> main\n"),
    Invalid("HTML", "early_faults", 1, "<script>\nvar a = 1;\n</script>"),
    Invalid("typographic quotes", "early_faults", 2, "\nf(“привет”)"),
    Invalid("name declared twice", "early_faults", 3, "\nlet a;\nlet a;"),
    Invalid("await outside async", "parse", 2, "\nfunction f(){ await x; }"),
    Invalid("break outside a loop", "early_faults", 2, "\nbreak;\na"),
    Invalid("return outside a function", "parse", 2, "\nreturn 1;"),
    Invalid("?? beside ||", "early_faults", 2, "\na??b||c"),
    Invalid("new with an optional chain", "early_faults", 2, "\nnew a?.b()"),
    Invalid("unknown private name", "early_faults", 3, "class A{\nm(){\nthis.#x } }"),
    Invalid("bad regular expression", "early_faults", 2, "\n/(/"),
    Invalid("bad flag", "early_faults", 2, "\n/a/gg"),
    Invalid("two constructors", "early_faults", 3, "class A{\nconstructor(){}\nconstructor(){}}"),
    Invalid("legacy octal in strict code", "early_faults", 2, '"use strict";\nvar a=017;'),
    Invalid("name exported twice", "early_faults", 3, "var a;\nexport {a};\nexport {a};"),
    Invalid("delete of a name in strict code", "early_faults", 2, '"use strict";\ndelete x;'),
    Invalid("object where a block must be", "parse", 2, "\nx => {a: 1, b: 2}"),
    Invalid("function without a name in a block", "parse", 2, "\n{a: function(){}}"),
    Invalid("function without a name", "parse", 2, "\nfunction (){}"),
]
