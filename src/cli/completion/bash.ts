/** Completion for bash 3.2 and newer, without the package bash-completion. */
import type { Values } from "../command.ts";
import { quoted, type Shape, type ShapeCommand, takersOf } from "./shape.ts";

/** @returns a script that is sourced */
export function bashCompletion({ commands, fields, protocols }: Shape): string {
  const names = commands.map(({ name }) => name);
  return `# overshark: completion for bash
_overshark_fields=${quoted(fields.join("\n"))}
_overshark_protocols=${quoted(protocols.join("\n"))}

# Offers words, of which the part of the typed one behind the last comma or blank is the beginning.
_overshark_offer() {
  local IFS=$'\\n' typed=$1 head
  head=\${typed%"\${typed##*[, (!&|]}"}
  COMPREPLY=($(compgen -P "$head" -W "$2" -- "\${typed#"$head"}"))
  case $typed in *[,\\ ]*|*=) ;; *) [[ \${COMPREPLY[0]} != *= ]] || compopt -o nospace 2>/dev/null ;; esac
}

_overshark() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} command=${names[0]} word skip= named= i
  COMPREPLY=()
  # --color=al is three words here.
  if [[ $cur == = ]]; then cur=; elif [[ $prev == = ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  cur=\${cur#[\\'\\"]}
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=\${COMP_WORDS[i]}
    if [[ $skip ]]; then skip=; continue; fi
    case $word in
      ${takersOf(commands).join("|")}) skip=1 ;;
      -*|=) ;;
      ${names.join("|")}) [[ $named ]] || command=$word; named=1 ;;
      *) named=1 ;;
    esac
  done
  case $command in
${commands.map((command) => caseOf(command, names)).join("\n")}
  esac
}

complete -o default -F _overshark overshark
`;
}

function caseOf({ name, words, options }: ShapeCommand, all: readonly string[]): string {
  const values = options.flatMap(({ names, value }) =>
    value === null ? [] : [`      ${names.join("|")}) ${offer(value.values)}; return ;;`],
  );
  const first = all[0] === name ? `[[ $named ]] || _overshark_offer "$cur" ${list(all)}` : ":";
  return `    ${name})
      case $prev in
${values.join("\n")}
      esac
      case $cur in
        -*) _overshark_offer "$cur" ${list(options.flatMap(({ names }) => names))} ;;
        *) ${words === "file" ? `${first}; [[ $COMPREPLY ]] || :` : offer(words)} ;;
      esac ;;`;
}

const list = (words: readonly string[]) => `$'${words.join("\\n")}'`;

/** Nothing offered leaves it to readline, which knows files. */
function offer(values: Values | null): string {
  if (values === "file") return ":";
  if (values === null) return "compopt +o default 2>/dev/null";
  if (values === "field") return '_overshark_offer "$cur" "$_overshark_fields"';
  if (values === "protocol") return '_overshark_offer "$cur" "$_overshark_protocols"';
  return `_overshark_offer "$cur" ${list(values)}`;
}
