/** Completion for zsh, to be sourced or to be a file `_overshark` on $fpath. */
import type { Values } from "../command.ts";
import { quoted, type Shape, type ShapeCommand, type ShapeOption, takersOf } from "./shape.ts";

/** @returns a script */
export function zshCompletion({ commands, fields, protocols }: Shape): string {
  const names = commands.map(({ name }) => name);
  return `#compdef overshark
# overshark: completion for zsh

# A word, or one more of a list apart by commas.
_overshark_words() { compset -P '*,'; compadd -- "$@" }
# A name in an expression.
_overshark_fields() {
  compset -P '*[ (!&|]'
  compadd -- ${fields.join(" ")}
}
_overshark_protocols() { _overshark_words ${protocols.join(" ")} }
_overshark_commands() {
  local -a commands
  commands=(${commands.map(({ name, describe }) => quoted(`${name}:${describe}`)).join(" ")})
  _describe command commands
}

# A capture, or a command where there can still be one.
_overshark_captures() {
  if (( named )); then _files; else _alternative 'commands:command:_overshark_commands' 'files:capture:_files'; fi
}

_overshark() {
  local command=${names[0]} named=0 i
  for (( i = 2; i < CURRENT; i++ )); do
    case $words[i] in
      ${takersOf(commands).join("|")}) (( i++ )) ;;
      -*) ;;
      ${names.join("|")}) command=$words[i]; named=1; words[i]=(); (( CURRENT-- )); break ;;
      *) named=1; break ;;
    esac
  done
  case $command in
${commands.map(caseOf).join("\n")}
  esac
}

if [[ $funcstack[1] == _overshark ]]; then _overshark "$@"; else compdef _overshark overshark; fi
`;
}

const caseOf = ({ name, options, words }: ShapeCommand) =>
  `    ${name}) _arguments -s -S \\
${options.map((option) => `      ${specOf(option)} \\\n`).join("")}      ${quoted(`*:${words === "file" ? "capture:_overshark_captures" : action("word", words)}`)} ;;`;

/** In a spec of _arguments these have a meaning. */
const plain = (text: string) => text.replace(/[[\]:\\]/g, "\\$&");

/** `'*'{-r,--read}'[a capture]:FILE:_files'`; any option may come again. */
function specOf({ names, describe, value }: ShapeOption): string {
  const rest = `[${plain(describe)}]${value === null ? "" : `:${action(value.name, value.values)}`}`;
  // Behind = stands a value in the same word or the next one, behind + so for a letter.
  const list = names.map((name) => (value === null ? name : `${name}${name.startsWith("--") ? "=" : "+"}`));
  return `${quoted("*")}${list.length === 1 ? list[0] : `{${list.join(",")}}`}${quoted(rest)}`;
}

function action(message: string, values: Values | null): string {
  const text = plain(message);
  if (values === null) return `${text}: `;
  if (values === "file") return `${text}:_files`;
  if (values === "field") return `${text}:_overshark_fields`;
  if (values === "protocol") return `${text}:_overshark_protocols`;
  return `${text}:_overshark_words ${values.join(" ")}`;
}
