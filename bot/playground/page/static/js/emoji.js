/** A reasonable table of emoji by their :short_name:. */

const TABLE = `
smile 😄|smiley 😃|grinning 😀|grin 😁|joy 😂|slightly_smiling_face 🙂|upside_down_face 🙃|wink 😉|blush 😊|
relaxed ☺️|heart_eyes 😍|star-struck 🤩|yum 😋|thinking_face 🤔|neutral_face 😐|expressionless 😑|relieved 😌|
sleeping 😴|sunglasses 😎|nerd_face 🤓|confused 😕|worried 😟|slightly_frowning_face 🙁|open_mouth 😮|
hushed 😯|astonished 😲|flushed 😳|pleading_face 🥺|cry 😢|sob 😭|scream 😱|sweat_smile 😅|sweat 😓|
bow 🙇|person_bowing 🙇|tired_face 😫|angry 😠|rage 😡|hugging_face 🤗|hugs 🤗|zipper_mouth_face 🤐|face_with_rolling_eyes 🙄|
partying_face 🥳|exploding_head 🤯|face_with_monocle 🧐|shushing_face 🤫|melting_face 🫠|saluting_face 🫡|
robot_face 🤖|ghost 👻|wave 👋|raised_hand ✋|hand 🖐️|ok_hand 👌|+1 👍|thumbsup 👍|-1 👎|thumbsdown 👎|clap 👏|
raised_hands 🙌|open_hands 👐|handshake 🤝|pray 🙏|muscle 💪|point_right 👉|point_left 👈|point_up ☝️|
point_up_2 👆|point_down 👇|fist ✊|facepunch 👊|crossed_fingers 🤞|v ✌️|writing_hand ✍️|eyes 👀|brain 🧠|
bust_in_silhouette 👤|busts_in_silhouette 👥|speaking_head_in_silhouette 🗣️|technologist 🧑‍💻|teacher 🧑‍🏫|
student 🧑‍🎓|office_worker 🧑‍💼|mage 🧙|shrug 🤷|facepalm 🤦|raising_hand 🙋|walking 🚶|runner 🏃|dancer 💃|
heart ❤️|orange_heart 🧡|yellow_heart 💛|green_heart 💚|blue_heart 💙|purple_heart 💜|black_heart 🖤|
white_heart 🤍|broken_heart 💔|two_hearts 💕|sparkling_heart 💖|100 💯|boom 💥|dizzy 💫|sparkles ✨|star ⭐|
star2 🌟|fire 🔥|zap ⚡|sunny ☀️|cloud ☁️|rainbow 🌈|snowflake ❄️|umbrella ☂️|earth_africa 🌍|
earth_americas 🌎|earth_asia 🌏|globe_with_meridians 🌐|crescent_moon 🌙|seedling 🌱|evergreen_tree 🌲|
deciduous_tree 🌳|herb 🌿|four_leaf_clover 🍀|maple_leaf 🍁|cherry_blossom 🌸|rose 🌹|sunflower 🌻|bouquet 💐|
tada 🎉|confetti_ball 🎊|balloon 🎈|gift 🎁|trophy 🏆|medal 🏅|sports_medal 🏅|first_place_medal 🥇|
second_place_medal 🥈|third_place_medal 🥉|dart 🎯|checkered_flag 🏁|jigsaw 🧩|art 🎨|musical_note 🎵|
microphone 🎤|studio_microphone 🎙️|headphones 🎧|movie_camera 🎥|clapper 🎬|coffee ☕|tea 🍵|beer 🍺|beers 🍻|
clinking_glasses 🥂|pizza 🍕|cake 🍰|birthday 🎂|doughnut 🍩|cookie 🍪|apple 🍎|lemon 🍋|bread 🍞|dog 🐶|cat 🐱|
fox_face 🦊|bear 🐻|panda_face 🐼|unicorn_face 🦄|bee 🐝|butterfly 🦋|turtle 🐢|owl 🦉|penguin 🐧|octopus 🐙|
whale 🐳|rocket 🚀|airplane ✈️|car 🚗|bike 🚲|train 🚆|ship 🚢|house 🏠|office 🏢|school 🏫|hospital 🏥|
bridge_at_night 🌉|compass 🧭|world_map 🗺️|round_pushpin 📍|pushpin 📌|paperclip 📎|link 🔗|calendar 📆|
date 📅|spiral_calendar_pad 🗓️|clipboard 📋|memo 📝|pencil 📝|pencil2 ✏️|notebook 📓|books 📚|book 📖|
open_book 📖|bookmark 🔖|page_facing_up 📄|newspaper 📰|file_folder 📁|open_file_folder 📂|
card_index_dividers 🗂️|inbox_tray 📥|outbox_tray 📤|package 📦|mailbox 📫|envelope ✉️|email 📧|
incoming_envelope 📨|speech_balloon 💬|left_speech_bubble 🗨️|thought_balloon 💭|loudspeaker 📢|mega 📣|
bell 🔔|no_bell 🔕|telephone_receiver 📞|phone ☎️|iphone 📱|computer 💻|desktop_computer 🖥️|keyboard ⌨️|
printer 🖨️|bulb 💡|flashlight 🔦|battery 🔋|electric_plug 🔌|gear ⚙️|wrench 🔧|hammer 🔨|
hammer_and_wrench 🛠️|toolbox 🧰|nut_and_bolt 🔩|key 🔑|lock 🔒|unlock 🔓|closed_lock_with_key 🔐|mag 🔍|
mag_right 🔎|microscope 🔬|telescope 🔭|test_tube 🧪|chart_with_upwards_trend 📈|
chart_with_downwards_trend 📉|bar_chart 📊|moneybag 💰|credit_card 💳|briefcase 💼|mortar_board 🎓|
hourglass ⌛|hourglass_flowing_sand ⏳|watch ⌚|alarm_clock ⏰|stopwatch ⏱️|timer_clock ⏲️|clock1 🕐|
clock3 🕒|clock9 🕘|clock10 🕙|clock12 🕛|white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|
x ❌|heavy_multiplication_x ✖️|negative_squared_cross_mark ❎|heavy_plus_sign ➕|heavy_minus_sign ➖|
question ❓|grey_question ❔|exclamation ❗|grey_exclamation ❕|bangbang ‼️|warning ⚠️|no_entry ⛔|
no_entry_sign 🚫|octagonal_sign 🛑|construction 🚧|rotating_light 🚨|sos 🆘|new 🆕|ok 🆗|cool 🆒|free 🆓|
information_source ℹ️|recycle ♻️|infinity ♾️|arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|
arrow_right_hook ↪️|leftwards_arrow_with_hook ↩️|arrows_counterclockwise 🔄|repeat 🔁|
twisted_rightwards_arrows 🔀|fast_forward ⏩|rewind ⏪|arrow_forward ▶️|double_vertical_bar ⏸️|
black_square_for_stop ⏹️|red_circle 🔴|large_orange_circle 🟠|large_yellow_circle 🟡|large_green_circle 🟢|
large_blue_circle 🔵|large_purple_circle 🟣|white_circle ⚪|black_circle ⚫|large_green_square 🟩|
large_red_square 🟥|large_yellow_square 🟨|white_large_square ⬜|black_large_square ⬛|
small_blue_diamond 🔹|small_orange_diamond 🔸|large_blue_diamond 🔷|one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|
five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|zero 0️⃣|zzz 💤|palm_tree 🌴|desert_island 🏝️|
sunrise 🌅|night_with_stars 🌃|ladder 🪜|scales ⚖️|shield 🛡️|label 🏷️|ticket 🎫|admission_tickets 🎟️|
game_die 🎲|crystal_ball 🔮|magic_wand 🪄|puzzle_piece 🧩|wastebasket 🗑️|door 🚪|chair 🪑|broom 🧹|
hatching_chick 🐣|egg 🥚|footprints 👣|potted_plant 🪴|handshake_tone 🤝|busts 👥|people_hugging 🫂|
repeat_one 🔂|end 🔚|soon 🔜|top 🔝
`;

const EMOJI = new Map(
  TABLE.replaceAll("\n", "|")
    .split("|")
    .filter(Boolean)
    .map((entry) => entry.trim().split(" ")),
);

/** The character for a short name (skin tones are ignored), or null when we do not know it. */
export function emoji(name) {
  return EMOJI.get(name.replace(/::skin-tone-\d$/, "")) ?? null;
}

/** Replace every known :short_name: in a plain text. */
export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+'-]+):(?::?skin-tone-\d:)?/g, (whole, name) => emoji(name) ?? whole);
}
