package ui

import (
	"encoding/hex"
	"fmt"
	"strings"
)

// colour is a colour of the screen: red, green and blue (sRGB, IEC 61966-2-1).
type colour [3]int

// The grounds of the stylesheet on which the company's colour stands, and what can be written on it.
var (
	white, black = colour{255, 255, 255}, colour{0, 0, 0}
	lightGround  = colour{252, 253, 252}
	darkGround   = colour{27, 32, 34}
)

// parseColour reads "#1d5c4a"; found is false for anything else.
func parseColour(s string) (c colour, found bool) {
	digits, err := hex.DecodeString(strings.TrimPrefix(s, "#"))
	if err != nil || len(digits) != len(c) {
		return c, false
	}
	for n := range c {
		c[n] = int(digits[n])
	}
	return c, true
}

func (c colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

// luminance is the relative luminance in ten-thousandths of a millionth (WCAG 2.2).
func (c colour) luminance() int { return 2126*linear[c[0]] + 7152*linear[c[1]] + 722*linear[c[2]] }

// readable reports whether one colour can be read on another: their contrast is 4.5 to 1 at least
// (WCAG 2.2, 1.4.3).
func readable(a, b colour) bool {
	const flare = 500_000_000 // 0.05, for the light that a screen throws back
	x, y := a.luminance()+flare, b.luminance()+flare
	return 10*max(x, y) >= 45*min(x, y)
}

// towards is the colour a step nearer to another one.
func (c colour) towards(other colour) colour {
	for n := range c {
		switch d := other[n] - c[n]; {
		case d > 0:
			c[n] += max(1, d/20)
		case d < 0:
			c[n] += min(-1, d/20)
		}
	}
	return c
}

// on is the colour as it can be read on a ground: as it is, or nearer to the end that can be.
func (c colour) on(ground, end colour) colour {
	for !readable(c, ground) && c != end {
		c = c.towards(end)
	}
	return c
}

// written is what can be read on the colour.
func (c colour) written() colour {
	if readable(white, c) {
		return white
	}
	return black
}

// Look is a company's colour ("#1d5c4a") as a stylesheet of the pages of its customers, for light and
// dark; "" for what is no colour.
func Look(colour string) string {
	own, found := parseColour(colour)
	if !found {
		return ""
	}
	light, dark := own.on(lightGround, black), own.on(darkGround, white)
	return fmt.Sprintf(":root{--accent:light-dark(%s,%s);--on-accent:light-dark(%s,%s)}\n", light, dark, light.written(), dark.written())
}

// linear is the light of each value of a channel, in millionths of the most (sRGB, IEC 61966-2-1).
var linear = [256]int{
	0, 304, 607, 911, 1214, 1518, 1821, 2125, 2428, 2732, 3035, 3347,
	3677, 4025, 4391, 4777, 5182, 5605, 6049, 6512, 6995, 7499, 8023, 8568,
	9134, 9721, 10330, 10960, 11612, 12286, 12983, 13702, 14444, 15209, 15996, 16807,
	17642, 18500, 19382, 20289, 21219, 22174, 23153, 24158, 25187, 26241, 27321, 28426,
	29557, 30713, 31896, 33105, 34340, 35601, 36889, 38204, 39546, 40915, 42311, 43735,
	45186, 46665, 48172, 49707, 51269, 52861, 54480, 56128, 57805, 59511, 61246, 63010,
	64803, 66626, 68478, 70360, 72272, 74214, 76185, 78187, 80220, 82283, 84376, 86500,
	88656, 90842, 93059, 95307, 97587, 99899, 102242, 104616, 107023, 109462, 111932, 114435,
	116971, 119538, 122139, 124772, 127438, 130136, 132868, 135633, 138432, 141263, 144128, 147027,
	149960, 152926, 155926, 158961, 162029, 165132, 168269, 171441, 174647, 177888, 181164, 184475,
	187821, 191202, 194618, 198069, 201556, 205079, 208637, 212231, 215861, 219526, 223228, 226966,
	230740, 234551, 238398, 242281, 246201, 250158, 254152, 258183, 262251, 266356, 270498, 274677,
	278894, 283149, 287441, 291771, 296138, 300544, 304987, 309469, 313989, 318547, 323143, 327778,
	332452, 337164, 341914, 346704, 351533, 356400, 361307, 366253, 371238, 376262, 381326, 386429,
	391572, 396755, 401978, 407240, 412543, 417885, 423268, 428690, 434154, 439657, 445201, 450786,
	456411, 462077, 467784, 473531, 479320, 485150, 491021, 496933, 502886, 508881, 514918, 520996,
	527115, 533276, 539479, 545724, 552011, 558340, 564712, 571125, 577580, 584078, 590619, 597202,
	603827, 610496, 617207, 623960, 630757, 637597, 644480, 651406, 658375, 665387, 672443, 679542,
	686685, 693872, 701102, 708376, 715694, 723055, 730461, 737910, 745404, 752942, 760525, 768151,
	775822, 783538, 791298, 799103, 806952, 814847, 822786, 830770, 838799, 846873, 854993, 863157,
	871367, 879622, 887923, 896269, 904661, 913099, 921582, 930111, 938686, 947307, 955973, 964686,
	973445, 982251, 991102, 1000000,
}
