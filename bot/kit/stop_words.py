"""Words that stand in every text."""

_STOP_TEXT = """
    a about advice after again all also am an and any are as ask at be because been before being between both
    but by can could did do does doing done down during each few for from get getting go going gone got had
    has have having he hello help her here hi his how i if in into is it its just let like make me more most
    much my need new no not now of off on one only or other our out over own please question quick re same she
    should so some such than thank thanks that the their them then there these they this those through to too
    under until up us use used using very want was way we well were what when where which while who why will
    with without would you your aber alle als am an auch auf aus bei beim bin bis bitte da damit danke das
    dass dem den der des die dies diese dieser dieses doch du durch ein eine einem einen einer eines er es
    etwas frage fur gegen habe haben hallo hat hilfe ich ihr im in ist ja jemand kann kein keine konnen man
    mehr mein meine meinem meinen meiner mich mir mit nach nicht noch nur oder ob ohne sehr sein sich sie sind
    so soll sollte uber um und uns unser unsere unter vom von vor war was weil welche welcher wenn wer werden
    wie will wir wird wo wurde zu zum zur al algo ante antes ayuda como con cual cuando de del desde donde dos
    el ella ellas ellos en entre era es esa ese eso esta estan estas este esto estos fue gracias ha han hasta
    hay hola la las le les lo los mas me mi mis mucho muy ni no nos nosotros o os otra otro para pero por
    porque pregunta puede puedo que quien se ser si sin sobre son soy su sus tambien tengo tiene todo tu un
    una uno y ya yo aide au aux avec bonjour ce ces cette comment dans des du elle en est et faut il ils je la
    le les leur lui ma mais merci mes moi mon ne nos notre nous on ou par pas peut peux plus pour puis qu
    quand quel quelle qui sa sans se ses son sont sur ta te tes toi ton tu une vos votre vous
"""
STOP_WORDS = frozenset(_STOP_TEXT.split())
"""Words that say nothing of a subject, without accents.

English, German, Spanish, French, and of asking itself.
"""
