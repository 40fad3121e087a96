// The launcher of the single executable (`make package`): the same as a script, which is what Node can carry inside.
// What it launches, and what a worker thread runs, stand inside as well (package.ts); there is no file for either.
import "./overshark.ts";
