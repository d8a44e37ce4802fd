export { visible, visibleLines } from "../../compiler/visible.js";
