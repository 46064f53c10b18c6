package atlas

// sea is a stretch of water that a map may name: where its name may stand and how far from there.
type sea struct {
	name     string
	lat, lon float64
	radius   float64 // km
}

// seas lists the waters that readers know, small ones first: where two have room, the nearer name wins.
func seas() []sea {
	return []sea{
		{"Sea of Marmara", 40.7, 28.2, 90}, {"Gulf of Finland", 59.8, 25.8, 180}, {"Gulf of Bothnia", 62.0, 19.8, 300},
		{"English Channel", 50.0, -2.0, 220}, {"Irish Sea", 53.8, -5.0, 110}, {"Adriatic Sea", 43.0, 15.6, 330},
		{"Aegean Sea", 38.6, 25.2, 260}, {"Ionian Sea", 38.2, 18.6, 230}, {"Tyrrhenian Sea", 40.0, 12.2, 260},
		{"Sea of Azov", 46.1, 36.5, 130}, {"Black Sea", 43.3, 34.5, 420}, {"Caspian Sea", 41.0, 50.8, 430},
		{"Baltic Sea", 56.5, 18.8, 380}, {"North Sea", 56.3, 3.2, 400}, {"Norwegian Sea", 67.5, 3.0, 600},
		{"Barents Sea", 73.8, 38.0, 650}, {"White Sea", 65.6, 37.4, 160}, {"Kara Sea", 75.6, 72.0, 550},
		{"Bay of Biscay", 45.5, -4.8, 330}, {"Red Sea", 20.5, 38.3, 750}, {"Gulf of Aden", 12.6, 48.0, 380},
		{"Persian Gulf", 26.8, 51.4, 380}, {"Gulf of Oman", 24.8, 58.7, 230}, {"Arabian Sea", 15.5, 63.5, 1200},
		{"Bay of Bengal", 14.5, 88.0, 800}, {"Andaman Sea", 10.8, 95.6, 480}, {"Gulf of Thailand", 9.8, 101.3, 330},
		{"South China Sea", 13.5, 114.0, 950}, {"Gulf of Tonkin", 19.9, 107.7, 190}, {"Java Sea", -4.9, 110.5, 520},
		{"Celebes Sea", 3.6, 122.0, 420}, {"Sulu Sea", 8.4, 120.2, 270}, {"Banda Sea", -5.6, 126.8, 420},
		{"Philippine Sea", 18.5, 132.0, 1100}, {"East China Sea", 28.9, 124.8, 480}, {"Yellow Sea", 35.6, 123.3, 330},
		{"Sea of Japan", 40.0, 134.8, 560}, {"Sea of Okhotsk", 53.5, 149.5, 700}, {"Bering Sea", 58.0, -178.5, 850},
		{"Arafura Sea", -9.4, 135.0, 470}, {"Timor Sea", -11.2, 127.5, 300}, {"Coral Sea", -17.8, 154.0, 850},
		{"Solomon Sea", -8.2, 153.6, 260}, {"Tasman Sea", -38.5, 161.0, 900}, {"Great Australian Bight", -34.5, 130.5, 520},
		{"Gulf of Guinea", 2.0, 3.5, 620}, {"Mozambique Channel", -18.8, 41.5, 520}, {"Gulf of Sidra", 31.7, 18.4, 190},
		{"Gulf of Mexico", 25.3, -90.5, 720}, {"Caribbean Sea", 14.9, -74.5, 1000}, {"Gulf of California", 27.2, -111.2, 330},
		{"Gulf of Alaska", 57.2, -146.5, 620}, {"Hudson Bay", 59.6, -85.4, 430}, {"Labrador Sea", 58.0, -53.5, 560},
		{"Baffin Bay", 73.5, -67.0, 480}, {"Greenland Sea", 76.0, -5.0, 500}, {"Denmark Strait", 66.6, -27.0, 300},
		{"Beaufort Sea", 72.0, -138.0, 450}, {"Chukchi Sea", 69.0, -171.5, 380}, {"East Siberian Sea", 73.0, 161.0, 560},
		{"Laptev Sea", 76.2, 125.5, 480}, {"Gulf of Saint Lawrence", 48.2, -61.8, 220}, {"Weddell Sea", -72.5, -45.0, 650},
		{"Ross Sea", -74.5, -176.0, 600}, {"Scotia Sea", -57.0, -45.0, 650}, {"Mediterranean Sea", 34.6, 20.5, 900},
		{"Mediterranean Sea", 39.2, 5.6, 380}, {"Mediterranean Sea", 33.6, 29.8, 420},
		{"Atlantic Ocean", 36.0, -40.0, 2600}, {"Atlantic Ocean", 50.0, -25.0, 1900}, {"Atlantic Ocean", 8.0, -32.0, 1900},
		{"Atlantic Ocean", -25.0, -15.0, 2500}, {"Atlantic Ocean", -47.0, -35.0, 1900},
		{"Pacific Ocean", 30.0, -145.0, 2700}, {"Pacific Ocean", 38.0, 165.0, 2300}, {"Pacific Ocean", 4.0, -115.0, 2600},
		{"Pacific Ocean", 5.0, 165.0, 2500}, {"Pacific Ocean", -5.0, -160.0, 2600}, {"Pacific Ocean", -30.0, -110.0, 3000},
		{"Pacific Ocean", -32.0, -165.0, 2500}, {"Pacific Ocean", -48.0, -95.0, 2300},
		{"Indian Ocean", -8.0, 78.0, 2400}, {"Indian Ocean", -30.0, 80.0, 2700}, {"Indian Ocean", -22.0, 102.0, 1900},
		{"Indian Ocean", -12.0, 57.0, 1800}, {"Indian Ocean", -37.0, 45.0, 1800},
		{"Southern Ocean", -61.0, 20.0, 2300}, {"Southern Ocean", -61.0, 110.0, 2300}, {"Southern Ocean", -62.0, -140.0, 2300},
		{"Southern Ocean", -60.5, -70.0, 1300}, {"Arctic Ocean", 85.0, 170.0, 1400}, {"Arctic Ocean", 83.0, 10.0, 900},
	}
}
