#!/usr/bin/env node
/**/ // a
/* b */ 'use strict' /* c */ ; // d
/***/ /****/ /* * / */ /*/ */ //
var /* e */ a /* f */ = /* g */ 1 /* h */ , /* i */ b /* j */ ; /* k */
function /* l */ c /* m */ ( /* n */ d /* o */ , /* p */ ... /* q */ e /* r */ ) /* s */ { /* t */ } /* u */
async /* v */ function /* w */ * /* x */ f /* y */ () { /* only */ }
if /* a */ ( /* b */ a /* c */ ) /* d */ b /* e */ ; /* f */ else /* g */ c /* h */ ;
for /* a */ ( /* b */ var /* c */ i /* d */ = 0 /* e */ ; /* f */ i < /* g */ 1 /* h */ ; /* i */ i ++ /* j */ ) /* k */ ; /* l */
for (/* a */ ; /* b */ ; /* c */ ) { /* d */ break /* e */ }
for /* a */ ( /* b */ const /* c */ x /* d */ of /* e */ y /* f */ ) /* g */ { /* h */ }
while /* a */ ( /* b */ 0 /* c */ ) /* d */ { /* e */ } /* f */
do /* a */ { /* b */ } /* c */ while /* d */ ( /* e */ 0 /* f */ ) /* g */
switch /* a */ ( /* b */ a /* c */ ) /* d */ { /* e */ case /* f */ 1 /* g */ : /* h */ b /* i */ ; /* j */ default /* k */ : /* l */ }
try /* a */ { /* b */ } /* c */ catch /* d */ ( /* e */ e /* f */ ) /* g */ { /* h */ } /* i */ finally /* j */ { /* k */ }
label /* a */ : /* b */ for (;;) { continue /* c */ label /* d */ ; }
a /* a */ . /* b */ b /* c */ [ /* d */ 'c' /* e */ ] /* f */ ( /* g */ d /* h */ , /* i */ ... /* j */ e /* k */ ) /* l */ ?. /* m */ f /* n */ ?. /* o */ [ 0 ] ?. /* p */ ( );
new /* a */ a /* b */ . /* c */ b /* d */ ( /* e */ ) /* f */ ; function target() { return new /* g */ . /* h */ target /* i */ }
( /* a */ a /* b */ , /* c */ b /* d */ ) /* e */ ; ( /* f */ ( /* g */ c /* h */ ) /* i */ ) ;
a = /* a */ b /* b */ ? /* c */ c /* d */ : /* e */ d /* f */ ;
a /* a */ + /* b */ b /* c */ * /* d */ - /* e */ c /* f */ && /* g */ ! /* h */ d /* i */ || /* j */ e;
a /* a */ ++ /* b */ ; /* c */ ++ /* d */ a /* e */ ; typeof /* f */ b;
[ /* a */ , /* b */ a /* c */ , /* d */ , /* e */ ... /* f */ b /* g */ ] /* h */ ;
({ /* a */ a /* b */ , /* c */ b /* d */ : /* e */ c /* f */ , /* g */ [ /* h */ d /* i */ ] /* j */ : 1, get /* k */ e /* l */ ( /* m */ ) /* n */ { return 1 }, async /* o */ * /* p */ f() {} /* q */ , ... /* r */ g /* s */ });
({ /* a */ a /* b */ = /* c */ 1 /* d */ , /* e */ b : /* f */ c /* g */ = 2 /* h */ , ... /* i */ d /* j */ } = /* k */ e);
[ /* a */ a /* b */ = 1 /* c */ , /* d */ , ... /* e */ b /* f */ ] = c;
`a ${ /* b */ b /* c */ } /* not one */ // nor this ${ // d
  c }`; tag /* e */ `f`;
( /* a */ a /* b */ , b ) /* c */ => /* d */ { /* e */ }; async /* f */ ( g ) => /* h */ g; i /* j */ => /* k */ ( /* l */ {} /* m */ );
class /* a */ A /* b */ extends /* c */ B /* d */ { /* e */ static /* f */ a /* g */ = /* h */ 1 /* i */ ; /* j */ #b /* k */ ( /* l */ ) /* m */ { /* n */ } /* o */ static /* p */ { /* q */ } /* r */ ; get /* s */ [ /* t */ c /* u */ ] /* v */ () { return 1 } }
async () => { await /* a */ a /* b */ ; await /* c */ ( /* d */ 0 /* e */ , /* f */ b /* g */ ) /* h */ ( /* i */ c /* j */ ) /* k */ ; for /* l */ await /* m */ ( const x of y ) ; };
function* g() { yield /* a */ ; yield /* b */ a /* c */ ; yield /* d */ * /* e */ b }
import( /* webpackChunkName: "a" */ './a.js' /* b */ ); throw /* c */ a /* d */
/* the "end" of 'all' `comments` */ "/* a string */ // no comment" + '//' + /\/\*[/*]\//.source // привет 👋
/* a */ /* b */ // c
// no line end