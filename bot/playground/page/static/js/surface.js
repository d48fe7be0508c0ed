/** The state of one surface (a message, a modal, a Home tab): what is typed and chosen, and how actions leave. */

import { KeptMap } from "./drafts.js";

/** The state an element has before anybody touched it, in Slack's `state.values` shape; null for stateless ones. */
export function initialState(element) {
  const type = element.type;
  switch (type) {
    case "plain_text_input":
    case "email_text_input":
    case "url_text_input":
    case "number_input":
      return { type, value: element.initial_value ?? null };
    case "rich_text_input":
      return { type, rich_text_value: element.initial_value ?? null };
    case "static_select":
    case "external_select":
    case "radio_buttons":
      return { type, selected_option: element.initial_option ?? null };
    case "multi_static_select":
    case "multi_external_select":
    case "checkboxes":
      return { type, selected_options: element.initial_options ?? [] };
    case "users_select":
      return { type, selected_user: element.initial_user ?? null };
    case "multi_users_select":
      return { type, selected_users: element.initial_users ?? [] };
    case "conversations_select":
      return { type, selected_conversation: element.initial_conversation ?? null };
    case "multi_conversations_select":
      return { type, selected_conversations: element.initial_conversations ?? [] };
    case "channels_select":
      return { type, selected_channel: element.initial_channel ?? null };
    case "multi_channels_select":
      return { type, selected_channels: element.initial_channels ?? [] };
    case "datepicker":
      return { type, selected_date: element.initial_date ?? null };
    case "timepicker":
      return { type, selected_time: element.initial_time ?? null, ...(element.timezone && { timezone: element.timezone }) };
    case "datetimepicker":
      return { type, selected_date_time: element.initial_date_time ?? null };
    case "file_input":
      return { type, files: [] };
    default:
      return null;
  }
}

/** Whether a state holds nothing. */
export function isEmpty(state) {
  return Object.entries(state ?? {}).every(
    ([key, value]) => key === "type" || key === "timezone" || value === null || value === "" || value?.length === 0,
  );
}

/** The elements of a block that can keep a state or send an action. */
export function elementsOf(block) {
  const inside = block.type === "actions" || block.type === "context_actions" ? block.elements : [block.element, block.accessory];
  return (inside ?? []).filter((element) => element?.action_id);
}

/** The blocks, and those inside of containers. */
export function allBlocks(blocks) {
  return (blocks ?? []).flatMap((block) => [block, ...allBlocks(block.child_blocks)]);
}

/** Keeps the values of one surface over re-renders; identity is block_id and action_id, as in Slack. */
export class Surface {
  /**
   * `container` names the surface to the server, `send(body)` delivers an action, `seed` is what the server holds of
   * it in the shape of `view.state.values`, for pages opened later; `kept` holds what was typed here before.
   */
  constructor(container, send, seed = {}, kept = new KeptMap()) {
    this.container = container;
    this.send = send;
    this.values = kept;
    for (const [blockId, states] of Object.entries(seed ?? {})) {
      for (const [actionId, state] of Object.entries(states)) {
        if (!isEmpty(state)) kept.seed(`${blockId}\n${actionId}`, state);
      }
    }
    this.blocks = [];
    this.folded = new Map(); // whether somebody folded a part, by its title: that stays over re-renders
    this.fileFields = new Map(); // what shows the files of an element now, and what is still on its way
    this.pending = Promise.resolve();
  }

  /** The element's state as it stands. */
  state(blockId, element) {
    const own = this.values.get(`${blockId}\n${element.action_id}`);
    if (own?.type === element.type) return own;
    return initialState(element);
  }

  /** Remember what the person typed or chose. */
  set(blockId, element, state) {
    this.values.set(`${blockId}\n${element.action_id}`, state);
  }

  /** Take over the blocks now shown and forget the values of elements that went away. */
  show(blocks) {
    this.blocks = blocks;
    const present = new Set();
    for (const block of allBlocks(blocks)) for (const e of elementsOf(block)) present.add(`${block.block_id}\n${e.action_id}`);
    for (const key of [...this.values.keys()]) if (!present.has(key)) this.values.delete(key);
  }

  /** All values as `state.values` carries them. */
  collect() {
    const values = {};
    for (const block of allBlocks(this.blocks)) {
      for (const element of elementsOf(block)) {
        const state = this.state(block.block_id, element);
        if (state) (values[block.block_id] ??= {})[element.action_id] = state;
      }
    }
    return values;
  }

  /** Let what is sent from here on wait for something that is under way. */
  awaiting(work) {
    this.pending = Promise.all([this.pending, work]);
    return work;
  }

  /** Send a block action; actions of one surface leave in the order they happened. */
  dispatch(block, element, state) {
    const { block_id } = block;
    const { action_id } = element;
    const body = { container: this.container, block_id, action_id, state, values: this.collect() };
    this.pending = this.pending.catch(() => null).then(() => this.send(body)); // one that failed stops no other
    return this.pending;
  }
}
