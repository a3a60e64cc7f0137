/** Words that only relate others. What follows one of these says what the thing is for, not what it is; "из" says what it is made of. */
export const PREPOSITIONS: ReadonlySet<string> = new Set(
  (
    'в во на под для от до по к ко с со у за над при через между без о об для д чтобы ' +
    'for to in on under with into without over'
  ).split(' '),
);

/** Of those, what says what a thing is for, and not where it is put or what it is made of. */
export const OF_PURPOSE: ReadonlySet<string> = new Set('для под к for under'.split(' '));

const PRONOUNS = 'меня мне нам нас вас вам тебя';
/** Who somebody says it of: "есть ли у вас". */
export const PERSONS: ReadonlySet<string> = new Set(PRONOUNS.split(' '));

const OTHERS =
  `${PRONOUNS} ` +
  'из и или а но же ли не ни что чем чего чему кто как какой какая какое какие какую где куда когда зачем почему сколько это этот эта эти то тот та те ' +
  'я мы вы он она они можно нужно нужен нужна нужны надо хочу купить куплю заказать поменять заменить сменить смонтировать изнутри цена цены стоимость недорого недорогой недорогая ' +
  'недорогие дешево дешевый дешевая дешевые хороший хорошая хорошее лучший лучшая лучше самый самая любой любая разный разные ' +
  'почем новинка новинки остаток остатки качественный качественная качественное качественные надежный надежная надежное надежные стоит стоят оптом опт розница розницу розничный отзыв отзывы отзывов скидка скидки скидкой акция акции распродажа прайс фото характеристики инструкция сертификат расход наличии леруа мерлен авито озон спб мск ' +
  'доставка доставкой доставку доставки производителя здравствуйте здрасте привет пожалуйста спасибо скажите подскажи подскажите посоветуй посоветуйте порекомендуйте выбрать подобрать взять ищу интересует требуется понадобится имеется продаете продается продаются срочно поштучно ' +
  'есть быть был была было были будет будут ещё еще уже только также чтоб если бы г руб рублей ' +
  'of from by at the a an and or what how which where is are do does you have hello please looking want get find show sell much best cheap cheapest buy need i my some any price prices wholesale delivery discount sale review reviews online shop store';

/** Words that tell nothing about the thing asked for. Single letters are judged by their neighbours instead (see the analyser). */
export const STOPWORDS: ReadonlySet<string> = new Set([...PREPOSITIONS, ...OTHERS.split(' ')]);
