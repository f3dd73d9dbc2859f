import a from 'a'
export default async (b) => { await (a)(b) } // tail
a()
