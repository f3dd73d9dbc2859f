export default class extends (class {}) { a = 1 } // tail
export { x as y } from 'z'
