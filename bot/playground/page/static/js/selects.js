/** What the choices of each kind of select are, and how a choice becomes a state. */

import { plain } from "./mrkdwn.js";
import { picker } from "./picker.js";
import { isApp, nameOf, workspace } from "./store.js";

const fromOption = (option, group = null) => ({
  value: option.value,
  label: plain(option.text),
  hint: plain(option.description) || null,
  group,
  option,
});

function optionChoices({ options, option_groups: groups }) {
  if (groups) return groups.flatMap((g) => g.options.map((option) => fromOption(option, plain(g.label))));
  return (options ?? []).map((option) => fromOption(option));
}

function userChoices() {
  const people = workspace.people.filter((one) => !one.deleted);
  return people.map((one) => ({ value: one.id, label: one.real_name || one.name, hint: one.title || null, group: null }));
}

function visibility(conversation) {
  if (conversation.kind !== "channel") return conversation.kind;
  return conversation.private ? "private" : "public";
}

function conversationChoices(ctx, filter = {}) {
  const wanted = filter.include;
  return ctx
    .conversations()
    .filter((one) => !wanted || wanted.includes(visibility(one)))
    .filter((one) => !(filter.exclude_bot_users && one.kind === "im" && one.members.some(isApp)))
    .map((one) => ({ value: one.id, label: ctx.conversationName(one), group: null }));
}

function channelChoices(ctx) {
  const channels = ctx.conversations().filter((one) => visibility(one) === "public");
  return channels.map((one) => ({ value: one.id, label: `#${one.name}`, group: null }));
}

/** The state's key per family of selects. */
const STATE_KEYS = {
  static: "selected_option",
  external: "selected_option",
  users: "selected_user",
  conversations: "selected_conversation",
  channels: "selected_channel",
};

function family(type) {
  return type.replace(/^multi_/, "").replace(/_select$/, "");
}

function choicesOf(element, ctx) {
  switch (family(element.type)) {
    case "users":
      return userChoices();
    case "conversations":
      return conversationChoices(ctx, element.filter);
    case "channels":
      return channelChoices(ctx);
    default:
      return optionChoices(element);
  }
}

/** The choices of a single select: {choices, current(state) -> value, toState(choice|null)}. */
export function listChoices(element, ctx) {
  const key = STATE_KEYS[family(element.type)];
  const byOption = key === "selected_option";
  return {
    choices: choicesOf(element, ctx),
    current: (state) => (byOption ? state[key]?.value : state[key]) ?? null,
    toState: (choice) => ({ [key]: choice ? (byOption ? choice.option : choice.value) : null }),
  };
}

function chosenOf(element, state, ctx) {
  const kind = family(element.type);
  const several = element.type.startsWith("multi_");
  const key = STATE_KEYS[kind] + (several ? "s" : "");
  const raw = several ? state[key] : [state[key]].filter(Boolean);
  if (STATE_KEYS[kind] === "selected_option") return raw.map((option) => fromOption(option));
  const labels = {
    users: nameOf,
    channels: (id) => `#${ctx.channelName(id)}`,
    conversations: (id) => ctx.conversations().filter((one) => one.id === id).map(ctx.conversationName)[0] ?? id,
  };
  return raw.map((id) => ({ value: id, label: labels[kind](id) }));
}

function toState(element, chosen) {
  const kind = family(element.type);
  const several = element.type.startsWith("multi_");
  const values = chosen.map((choice) => (STATE_KEYS[kind] === "selected_option" ? choice.option : choice.value));
  return several ? { [`${STATE_KEYS[kind]}s`]: values } : { [STATE_KEYS[kind]]: values[0] ?? null };
}

/** Multi selects and external selects: a searching picker with chips. */
export function pickers(c) {
  const { element, block, ctx } = c;
  const external = family(element.type) === "external";
  const local = async (query) => {
    const words = query.toLowerCase();
    const all = choicesOf(element, ctx);
    return all.filter((one) => `${one.label} ${one.hint ?? ""}`.toLowerCase().includes(words)).slice(0, 100);
  };
  const remote = async (query) => optionChoices(await ctx.options(block, element, query));
  const props = c.props();
  if (!props["aria-label"] && !props.id) props["aria-label"] = plain(element.placeholder) || "Choose";
  return picker({
    chosen: chosenOf(element, c.state(), ctx),
    several: element.type.startsWith("multi_"),
    max: element.max_selected_items,
    placeholder: plain(element.placeholder) || (external ? "Type to search" : "Choose"),
    minQuery: external ? (element.min_query_length ?? 3) : 0,
    delay: external ? 250 : 0,
    find: external ? remote : local,
    change: (chosen) => c.change(toState(element, chosen)),
    props,
  });
}
