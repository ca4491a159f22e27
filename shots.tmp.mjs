import { chromium } from 'playwright-core';
const [,, only, themes='light,dark'] = process.argv;
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM_PATH || '/usr/bin/chromium', args: ['--no-sandbox','--disable-gpu'] });
const base='http://127.0.0.1:4188';
const sample = (await (await fetch(base+'/api/samples?limit=1&split=val')).json()).samples[0].id;
const shot = (await (await fetch(base+'/api/screenshots?limit=1')).json()).screenshots[0].path;
const views = { dataset:'/', samples:'/samples', sample:`/samples/${encodeURIComponent(sample)}?at=0`, findings:'/findings', train:'/train', runs:'/runs', run:'/runs/better', runval:'/runs/second?tab=val', runtest:'/runs/better?tab=test', runsealed:'/runs/second?tab=test', runsettings:'/runs/better?tab=settings', repeats:'/repeats/pair?with=foggy', compare:'/compare?runs=first,better', studies:'/studies', study:'/studies/small', try:`/try?run=better&image=${encodeURIComponent(shot)}`, label:'/label?run=better' };
for (const theme of themes.split(',')) {
  const page = await (await browser.newContext({ viewport:{width:1280,height:860}, colorScheme: theme })).newPage();
  page.on('console', m => m.type()==='error' && console.log(theme, m.text(), page.url()));
  page.on('pageerror', e => console.log('PAGEERROR', e));
  for (const [name, path] of Object.entries(views)) {
    if (only && only!=='all' && !only.split(',').includes(name)) continue;
    await page.goto(base+path, {waitUntil:'load'});
    await page.waitForTimeout(['findings','label','try','sample','study','runval','runtest'].includes(name) ? 5000 : 1500);
    await page.screenshot({ path:`/tmp/r4/shots/${name}-${theme}.png`, fullPage: name!=='samples' });
  }
}
await browser.close();
