// The entry for browsers has no types of its own: it is the same, without Node's modules.
declare module "yargs-parser/browser" {
  export { default } from "yargs-parser";
}
