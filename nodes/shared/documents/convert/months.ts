/** In English, German, French, Spanish, Italian, Portuguese and Dutch; without accents. */
const MONTHS = [
	'january januar janner janvier enero gennaio janeiro januari',
	'february februar feber fevrier febrero febbraio fevereiro februari',
	'march marz maerz mrz mars marzo marco maart mrt',
	'april avril abril aprile',
	'may mai mayo maggio maio mei',
	'june juni juin junio giugno junho',
	'july juli juillet julio luglio julho',
	'august aout agosto augustus',
	'september septembre septiembre setiembre settembre setembro',
	'october oktober octobre octubre ottobre outubro',
	'november novembre noviembre novembro',
	'december dezember decembre diciembre dicembre dezembro',
].map((names) => names.split(' '));

const WEEKDAYS = (
	'monday tuesday wednesday thursday friday saturday sunday ' +
	'montag dienstag mittwoch donnerstag freitag samstag sonnabend sonntag ' +
	'lundi mardi mercredi jeudi vendredi samedi dimanche ' +
	'lunes martes miercoles jueves viernes sabado domingo ' +
	'lunedi martedi mercoledi giovedi venerdi sabato domenica ' +
	'segunda terca quarta quinta sexta feira ' +
	'maandag dinsdag woensdag donderdag vrijdag zaterdag zondag'
).split(' ');

/** What may stand in a date and says nothing. */
const FILLERS = new Set(
	'st nd rd th er re o a of the de del den der do le la el il am mo di mi fr sa so'.split(' '),
);
const ORDINALS = /^[ºª]$/;

/** Shorter beginnings are no month that one could be sure of. */
const SHORTEST = 3;

/** From 1 to 12; undefined for no month, or for what could be two, such as `jui`. */
export function monthOf(word: string): number | undefined {
	const plain = withoutAccents(word);
	const months = MONTHS.flatMap((names, index) =>
		names.some((name) => isBeginning(plain, name)) ? [index + 1] : [],
	);
	return months.length === 1 ? months[0] : undefined;
}

/** A day of the week, or a word such as `of`. */
export function isFiller(word: string): boolean {
	const plain = withoutAccents(word);
	return (
		ORDINALS.test(word) || FILLERS.has(plain) || WEEKDAYS.some((name) => isBeginning(plain, name))
	);
}

function isBeginning(word: string, name: string): boolean {
	return word.length >= SHORTEST && name.startsWith(word);
}

function withoutAccents(word: string): string {
	return word.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
}
