package calendar

import (
	"slices"
	"strings"
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/aa"
	"github.com/rickar/cal/v2/be"
	"github.com/rickar/cal/v2/de"
	"github.com/rickar/cal/v2/fr"
	"github.com/rickar/cal/v2/nl"
)

// Place is a country (ISO 3166-1 alpha-2, "DE") or a part of one with holidays
// of its own (ISO 3166-2, "DE-BY"). A part that is not listed here has those of
// its country; a country that is not listed has none.
type Place string

// Holiday names a public holiday. Its message is "calendar." and the name, in
// whatever language.
type Holiday string

// The holidays of the five countries.
const (
	NewYear         Holiday = "new_year"
	Epiphany        Holiday = "epiphany"
	WomensDay       Holiday = "womens_day"
	GoodFriday      Holiday = "good_friday"
	EasterMonday    Holiday = "easter_monday"
	KingsDay        Holiday = "kings_day"
	LabourDay       Holiday = "labour_day"
	LiberationDay   Holiday = "liberation_day"
	VictoryDay      Holiday = "victory_day"
	EuropeDay       Holiday = "europe_day"
	Ascension       Holiday = "ascension"
	WhitMonday      Holiday = "whit_monday"
	CorpusChristi   Holiday = "corpus_christi"
	NationalDay     Holiday = "national_day"
	Assumption      Holiday = "assumption"
	ChildrensDay    Holiday = "childrens_day"
	UnityDay        Holiday = "unity_day"
	ReformationDay  Holiday = "reformation_day"
	AllSaints       Holiday = "all_saints"
	ArmisticeDay    Holiday = "armistice_day"
	RepentanceDay   Holiday = "repentance_day"
	Christmas       Holiday = "christmas"
	SecondChristmas Holiday = "second_christmas"
)

// rule says when a holiday is kept.
type rule struct {
	name Holiday
	on   *cal.Holiday
}

// belgium: royal decree of 18 April 1974, article 1. A holiday on a Sunday is
// made up for on a day that each employer chooses.
var belgium = []rule{
	{NewYear, be.Nieuwjaar},
	{EasterMonday, be.Paasmaandag},
	{LabourDay, be.DagVanDeArbeid},
	{Ascension, be.OnzeLieveHeerHemelvaart},
	{WhitMonday, be.Pinkstermaandag},
	{NationalDay, be.NationaleFeestdag},
	{Assumption, be.OnzeLieveVrouwHemelvaart},
	{AllSaints, be.Allerheiligen},
	{ArmisticeDay, be.Wapenstilstand},
	{Christmas, be.Kerstmis},
}

// france: Code du travail, article L3133-1.
var france = []rule{
	{NewYear, fr.NouvelAn},
	{EasterMonday, fr.LundiDePâques},
	{LabourDay, fr.FêteDuTravail},
	{VictoryDay, fr.FêteDeLaVictoire},
	{Ascension, fr.Ascension},
	{WhitMonday, fr.LundiDePentecôte},
	{NationalDay, fr.FêteNationale},
	{Assumption, fr.Assomption},
	{AllSaints, fr.Toussaint},
	{ArmisticeDay, fr.Armistice1918},
	{Christmas, fr.Noël},
}

// alsaceMoselle: Code du travail, article L3134-13. Good Friday is kept in the
// communes that have a Protestant church.
var alsaceMoselle = []rule{
	{GoodFriday, aa.GoodFriday},
	{SecondChristmas, aa.ChristmasDay2},
}

// netherlands: the days on which offices are closed.
//
// Algemene termijnenwet, article 3, also names Good Friday and every 5 May, but
// only to lengthen terms set by law; on both most people work. 5 May is a day
// off in most collective agreements once in five years (2020, 2025, 2030), and
// is counted in those years.
var netherlands = []rule{
	{NewYear, nl.Nieuwjaar},
	{EasterMonday, nl.TweedePaasdag},
	{KingsDay, nl.Koningsdag},
	{LiberationDay, &cal.Holiday{Month: time.May, Day: 5, Func: everyFiveYears}},
	{Ascension, nl.Hemelvaart},
	{WhitMonday, nl.TweedePinksterDag},
	{Christmas, nl.EersteKerstdag},
	{SecondChristmas, nl.TweedeKerstdag},
}

func everyFiveYears(h *cal.Holiday, year int) time.Time {
	if year%5 != 0 {
		return time.Time{}
	}
	return cal.CalcDayOfMonth(h, year)
}

// luxembourg: Code du travail, article L.232-2, as of the law of 25 April 2019.
var luxembourg = []rule{
	{NewYear, aa.NewYear},
	{EasterMonday, aa.EasterMonday},
	{LabourDay, aa.WorkersDay},
	{EuropeDay, &cal.Holiday{Month: time.May, Day: 9, StartYear: 2019, Func: cal.CalcDayOfMonth}},
	{Ascension, aa.AscensionDay},
	{WhitMonday, aa.PentecostMonday},
	{NationalDay, &cal.Holiday{Month: time.June, Day: 23, Func: cal.CalcDayOfMonth}},
	{Assumption, aa.AssumptionOfMary},
	{AllSaints, aa.AllSaintsDay},
	{Christmas, aa.ChristmasDay},
	{SecondChristmas, aa.ChristmasDay2},
}

// germany: the nine days that the holiday laws of all sixteen Länder name.
var germany = []rule{
	{NewYear, de.Neujahr},
	{GoodFriday, de.Karfreitag},
	{EasterMonday, de.Ostermontag},
	{LabourDay, de.TagderArbeit},
	{Ascension, de.ChristiHimmelfahrt},
	{WhitMonday, de.Pfingstmontag},
	{UnityDay, de.DeutschenEinheit},
	{Christmas, de.Weihnachtstag},
	{SecondChristmas, de.ZweiterWeihnachtsfeiertag},
}

// The further holidays of the Länder.
var (
	epiphany      = rule{Epiphany, de.HeiligeDreiKoenige}
	womensDay     = rule{WomensDay, de.Frauentag}
	corpusChristi = rule{CorpusChristi, de.Fronleichnam}
	assumption    = rule{Assumption, de.MariaHimmelfahrt}
	childrensDay  = rule{ChildrensDay, de.Weltkindertag}
	reformation   = rule{ReformationDay, de.Reformationstag}
	allSaints     = rule{AllSaints, de.Allerheiligen}
	repentance    = rule{RepentanceDay, de.BussUndBettag}
)

// Parts lists the parts of a country that keep holidays of their own, sorted.
func Parts(country string) (all []Place) {
	for p := range places {
		if of, _, isPart := strings.Cut(string(p), "-"); isPart && of == country {
			all = append(all, p)
		}
	}
	slices.Sort(all)
	return all
}

// places lists the holidays of each place. Those of a part follow its country's.
//
// Holidays of single towns are left out (Augsburg, Corpus Christi in parts of
// Saxony and Thuringia). Bavaria keeps the Assumption in its Catholic communes,
// five in six, and so everywhere here: a day too late disturbs nobody.
var places = map[Place][]rule{
	"BE": belgium, "FR": france, "NL": netherlands, "LU": luxembourg, "DE": germany,

	"FR-57": alsaceMoselle, "FR-67": alsaceMoselle, "FR-68": alsaceMoselle,

	"DE-BW": {epiphany, corpusChristi, allSaints},
	"DE-BY": {epiphany, corpusChristi, assumption, allSaints},
	"DE-BE": {womensDay, {LiberationDay, &cal.Holiday{ // once: 80 years after 1945
		Month: time.May, Day: 8, StartYear: 2025, EndYear: 2025, Func: cal.CalcDayOfMonth,
	}}},
	"DE-BB": {reformation},
	"DE-HB": {reformation},
	"DE-HH": {reformation},
	"DE-HE": {corpusChristi},
	"DE-MV": {{WomensDay, de.Frauentag.Clone(&cal.Holiday{StartYear: 2023})}, reformation},
	"DE-NI": {reformation},
	"DE-NW": {corpusChristi, allSaints},
	"DE-RP": {corpusChristi, allSaints},
	"DE-SL": {corpusChristi, assumption, allSaints},
	"DE-SN": {reformation, repentance},
	"DE-ST": {epiphany, reformation},
	"DE-SH": {reformation},
	"DE-TH": {childrensDay, reformation},
}
