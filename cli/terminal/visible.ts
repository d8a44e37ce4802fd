export { visible } from "../../compiler/visible.js";
