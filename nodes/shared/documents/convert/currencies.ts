/** ISO 4217, and a few that old documents still have. */
const CODES = new Set(
	(
		'AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN ' +
		'BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS ' +
		'GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW ' +
		'KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD ' +
		'NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD ' +
		'SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VES ' +
		'VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG DEM FRF ITL ESP NLG ATS BEF PTE IEP FIM GRD HRK'
	).split(' '),
);

/** Signs in lower case without points and blanks, and the currencies that write themselves so. */
const SIGNS = new Map<string, string[]>([
	[
		'$',
		'USD CAD AUD NZD HKD SGD TWD MXN ARS CLP COP UYU BBD BSD BZD BMD BND FJD JMD KYD LRD NAD SBD SRD TTD XCD DOP'.split(
			' ',
		),
	],
	['us$', ['USD']],
	['ca$', ['CAD']],
	['c$', ['CAD', 'NIO']],
	['au$', ['AUD']],
	['a$', ['AUD']],
	['nz$', ['NZD']],
	['hk$', ['HKD']],
	['sg$', ['SGD']],
	['s$', ['SGD']],
	['nt$', ['TWD']],
	['mx$', ['MXN']],
	['r$', ['BRL']],
	['€', ['EUR']],
	['euro', ['EUR']],
	['euros', ['EUR']],
	['£', ['GBP', 'EGP', 'GIP', 'FKP', 'SHP', 'LBP', 'SYP', 'SDG', 'SSP']],
	['¥', ['JPY', 'CNY']],
	['円', ['JPY']],
	['元', ['CNY', 'TWD']],
	['rmb', ['CNY']],
	['₹', ['INR']],
	['₨', ['INR', 'PKR', 'LKR', 'NPR', 'MUR', 'SCR']],
	['rs', ['INR', 'PKR', 'LKR', 'NPR', 'MUR', 'SCR']],
	['₽', ['RUB']],
	['руб', ['RUB', 'BYN']],
	['₩', ['KRW', 'KPW']],
	['₪', ['ILS']],
	['₺', ['TRY']],
	['tl', ['TRY']],
	['₴', ['UAH']],
	['грн', ['UAH']],
	['₫', ['VND']],
	['₱', ['PHP', 'CUP', 'MXN', 'ARS']],
	['฿', ['THB']],
	['₦', ['NGN']],
	['₡', ['CRC', 'SVC']],
	['₲', ['PYG']],
	['₸', ['KZT']],
	['₵', ['GHS']],
	['₾', ['GEL']],
	['₼', ['AZN']],
	['₮', ['MNT']],
	['₭', ['LAK']],
	['kr', ['SEK', 'NOK', 'DKK', 'ISK']],
	['zł', ['PLN']],
	['kč', ['CZK']],
	['ft', ['HUF']],
	['lei', ['RON', 'MDL']],
	['sfr', ['CHF']],
	['fr', ['CHF', 'FRF', 'BEF', 'XAF', 'XOF', 'XPF']],
	['rm', ['MYR']],
	['rp', ['IDR']],
	['s/', ['PEN']],
	['лв', ['BGN']],
]);

/**
 * The currency that stands beside a number: its ISO code where that is certain, else the sign as it
 * is written, such as `$`; null for none, undefined for words that are no currency, or for two.
 * @param texts what stands before the number and what stands behind it
 */
export function currencyIn(texts: string[]): string | null | undefined {
	const words = texts.flatMap(wordsOf);
	if (words.length === 0) return null;
	const meanings = words.map(codesOf);
	const common = meanings.reduce<string[]>(
		(left, codes) => left.filter((code) => codes.includes(code)),
		meanings[0],
	);
	if (common.length === 0) return undefined;
	return common.length === 1 ? common[0] : words[0];
}

function wordsOf(text: string): string[] {
	if (text.trim() === '') return [];
	const together = text.replace(/ /g, '');
	return codesOf(together).length > 0 ? [together] : text.trim().split(' ');
}

function codesOf(word: string): string[] {
	const plain = word.replace(/\./g, '');
	const code = plain.toUpperCase();
	return CODES.has(code) ? [code] : (SIGNS.get(plain.toLowerCase()) ?? []);
}
