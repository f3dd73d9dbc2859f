var a = 1
var b = a
++b
--a
a
++
b
var c = a // not the end
  + b
var d = function () {} // the end
var e = () => {} /* the end */ // indeed
var f = class {} // the end
var g = {
  h: function () {} // no end
  , i: 1
} // the end
call(function () {} // inside
)
x = function () {
  return // nothing
  1
} // the end; really
y = z
/hi/g.exec(x).map(d)
if (a) b() // tail
else c()
if (a) { } // tail
else { } // tail
while (a) b() // tail
do a() // tail
while (b) // tail
for (;;) { break } // tail
function named() {} // tail
class Named {} // tail
class Fields {
  a = 1 // tail
  b
  c = () => {} // tail
  'd' // tail
  static e = 1
  f() {} // tail
  static
  g() {}
  static {} // tail
} // tail
try { } // tail
catch (e) { } // tail
finally { } // tail
switch (a) {
  case 1: // tail
  case 2: b // tail
  case 3: { } // tail
  default: c() // tail
    d() /* tail */
}
label: for (;;) {
  continue label
  break
  label
}
var h = 1, i // tail
, j
var k
  = 1
a
  .b // comment
  .c() // comment
  ?.d
  /* comment */
  [0];
tag
`template`
var l = a ?
  b :
  c
var m = a
  ? b // tail
  : function () {} // tail
var made = new function () {} // tail
throw new Error // tail
;(function () { return })()
;[1].forEach(a)
const n = async () => {
  await a // tail
  await (b)(c) // tail
  return await (d) // tail
}
function* o() {
  yield // tail
  yield a // tail
  yield* b /* tail */
}
var p = a
  instanceof b
var q = a
  in b
var inner = 1
instance = 2
i
index = 3
!a
var r = 1
!== 2
debugger // tail
a;;
{ a } { b } var s = 1; { c // tail
}
{ return_ } if (a) { b; } c
function t() { return a } function u() { throw a } function v() { var a } function w() { a /* tail */ }
function y() { { a } if (b) c }
'end'
// last
