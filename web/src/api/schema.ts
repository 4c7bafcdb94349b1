// Made from openapi.json by "npm run openapi": do not edit.
// openapi.json: 9e42b6f2eb9190181562c4125c0c2a8cdc8fd36b9be1238cf9e2ae512248a05c

export interface paths {
    "/hello": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Say hello */
        get: operations["sayHello"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/openapi.json": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** This API as an OpenAPI document */
        get: operations["getOpenApi"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/docs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * This API as a page to read
         * @description Made from the OpenAPI document. The page asks no other host for anything.
         */
        get: operations["getDocs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List all users
         * @description Every user once, in no promised order.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Create your profile
         * @description The e-mail is the verified one of the ID token; operators may give another.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a profile */
        get: operations["getUser"];
        /**
         * Create or replace a profile
         * @description Members that the body lacks go. An operator who puts someone else gives the e-mail.
         */
        put: operations["putUser"];
        post?: never;
        /**
         * Remove a profile
         * @description Frees the e-mail. Rides stay. Removing what is not there is no error.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/users/{userId}/rides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List a user's rides
         * @description Newest first. `from` is inclusive, `to` exclusive; `from` at or after `to` is an empty list. A user without a profile has rides or none.
         */
        get: operations["listRides"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unicorns": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find the nearest available unicorns
         * @description Those within 50 km, nearest first: exact, however crowded the place is.
         */
        get: operations["findUnicorns"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/unicorns/{unicornId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Read a unicorn */
        get: operations["getUnicorn"];
        /** Add or replace a unicorn */
        put: operations["putUnicorn"];
        post?: never;
        /**
         * Remove a unicorn
         * @description Removing what is not there is no error.
         */
        delete: operations["deleteUnicorn"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the fleet
         * @description Every unicorn once, whatever its status, in no promised order.
         */
        get: operations["listFleet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Announce a fleet file
         * @description Answers where to upload it: one PUT within 15 minutes, of exactly the size announced. The import begins when the file is there. An NDJSON row is what `PUT /unicorns/{unicornId}` takes, and `unicornId`; CSV has the header `unicornId,name,color,gender,latitude,longitude,status`.
         */
        post: operations["createImport"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet/imports/{importId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * See how an import goes
         * @description Rows are counted while it runs. `failures` are the first 100 by line; `reportUrl`, good for 15 minutes, has all of a completed import, for 30 days.
         */
        get: operations["getImport"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quotes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a ride would cost
         * @description Metres, seconds and cents. Time and fare follow from the rounded distance.
         */
        get: operations["getQuote"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request the nearest available unicorn
         * @description Books the nearest within 50 km of the pickup. With an Idempotency-Key, a retry within 24 hours books no second one.
         */
        post: operations["requestRide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rides/{rideId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Read a ride
         * @description For its rider and operators; for everyone else there is no such ride.
         */
        get: operations["getRide"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rides/{rideId}/cancel": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Cancel a ride
         * @description The unicorn is available again where it was. Cancelling again changes nothing.
         */
        post: operations["cancelRide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rides/{rideId}/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Complete a ride
         * @description The unicorn is available again at the destination, or else at the pickup. Completing again changes nothing.
         */
        post: operations["completeRide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/ride": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Request a unicorn as the Wild Rydes workshop does
         * @description Books as POST /rides does. The body is read as JSON whatever its content type.
         */
        post: operations["requestWorkshopRide"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @example {
         *       "latitude": 47.6,
         *       "longitude": -122.31
         *     }
         */
        Location: {
            latitude: number;
            longitude: number;
        };
        /**
         * @example {
         *       "amount": 2460,
         *       "currency": "USD"
         *     }
         */
        Fare: {
            amount: number;
            /** @constant */
            currency: "USD";
        };
        /**
         * @example {
         *       "name": "Alice",
         *       "phone": "+15550100",
         *       "home": {
         *         "latitude": 47.6,
         *         "longitude": -122.31
         *       }
         *     }
         */
        UserInput: {
            name: string;
            email?: string;
            phone?: string;
            home?: components["schemas"]["Location"];
        };
        /**
         * @example {
         *       "userId": "5f0c2a9e-6f0b-4f4e-9d43-0f6d1e6b7a10",
         *       "email": "alice@example.com",
         *       "name": "Alice",
         *       "phone": "+15550100",
         *       "home": {
         *         "latitude": 47.6,
         *         "longitude": -122.31
         *       },
         *       "createdAt": "2026-11-21T09:00:00.000Z",
         *       "updatedAt": "2026-11-21T09:00:00.000Z"
         *     }
         */
        User: {
            userId: string;
            name: string;
            email: string;
            phone?: string;
            home?: components["schemas"]["Location"];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /**
         * @example {
         *       "name": "Bucephalus",
         *       "color": "golden",
         *       "gender": "male",
         *       "location": {
         *         "latitude": 47.6,
         *         "longitude": -122.31
         *       },
         *       "status": "available"
         *     }
         */
        UnicornInput: {
            name: string;
            color: string;
            /** @enum {string} */
            gender: "female" | "male";
            location: components["schemas"]["Location"];
            /** @enum {string} */
            status: "available" | "resting";
        };
        /**
         * @example {
         *       "unicornId": "bucephalus",
         *       "name": "Bucephalus",
         *       "color": "golden",
         *       "gender": "male",
         *       "location": {
         *         "latitude": 47.6,
         *         "longitude": -122.31
         *       },
         *       "status": "available",
         *       "updatedAt": "2026-11-21T09:00:00.000Z"
         *     }
         */
        Unicorn: {
            unicornId: string;
            name: string;
            color: string;
            /** @enum {string} */
            gender: "female" | "male";
            location: components["schemas"]["Location"];
            /** @enum {string} */
            status: "available" | "resting" | "onRide";
            rideId?: string;
            /** Format: date-time */
            updatedAt: string;
        };
        /**
         * @example {
         *       "unicornId": "bucephalus",
         *       "name": "Bucephalus",
         *       "color": "golden",
         *       "gender": "male",
         *       "location": {
         *         "latitude": 47.6,
         *         "longitude": -122.31
         *       },
         *       "status": "available",
         *       "updatedAt": "2026-11-21T09:00:00.000Z",
         *       "distance": 1869,
         *       "eta": 125
         *     }
         */
        NearbyUnicorn: {
            unicornId: string;
            name: string;
            color: string;
            /** @enum {string} */
            gender: "female" | "male";
            location: components["schemas"]["Location"];
            /** @enum {string} */
            status: "available" | "resting" | "onRide";
            rideId?: string;
            /** Format: date-time */
            updatedAt: string;
            distance: number;
            eta: number;
        };
        /**
         * @example {
         *       "pickupLocation": {
         *         "latitude": 47.61,
         *         "longitude": -122.33
         *       },
         *       "destination": {
         *         "latitude": 47.4502,
         *         "longitude": -122.3088
         *       }
         *     }
         */
        RideInput: {
            pickupLocation: components["schemas"]["Location"];
            destination?: components["schemas"]["Location"];
        };
        /**
         * @example {
         *       "rideId": "0b8e3a52-5b7e-4c61-8a4e-2d9f6c0e8f11",
         *       "riderId": "5f0c2a9e-6f0b-4f4e-9d43-0f6d1e6b7a10",
         *       "status": "booked",
         *       "pickupLocation": {
         *         "latitude": 47.61,
         *         "longitude": -122.33
         *       },
         *       "destination": {
         *         "latitude": 47.4502,
         *         "longitude": -122.3088
         *       },
         *       "unicorn": {
         *         "unicornId": "bucephalus",
         *         "name": "Bucephalus",
         *         "color": "golden",
         *         "gender": "male"
         *       },
         *       "distance": 1869,
         *       "eta": 125,
         *       "fare": {
         *         "amount": 2460,
         *         "currency": "USD"
         *       },
         *       "requestedAt": "2026-11-21T09:30:00.000Z"
         *     }
         */
        Ride: {
            rideId: string;
            riderId: string;
            /** @enum {string} */
            status: "booked" | "completed" | "cancelled" | "expired";
            pickupLocation: components["schemas"]["Location"];
            destination?: components["schemas"]["Location"];
            unicorn: {
                unicornId: string;
                name: string;
                color: string;
                /** @enum {string} */
                gender: "female" | "male";
            };
            distance: number;
            eta: number;
            fare?: components["schemas"]["Fare"];
            /** Format: date-time */
            requestedAt: string;
            /** Format: date-time */
            endedAt?: string;
        };
        /**
         * @example {
         *       "type": "urn:unicorn-rides:problem:invalid-request",
         *       "title": "The request is not valid",
         *       "status": 400,
         *       "detail": "Not valid: /pickupLocation/latitude.",
         *       "requestId": "JKJaXmPLvHcESHA=",
         *       "errors": [
         *         {
         *           "pointer": "/pickupLocation/latitude",
         *           "detail": "must be at most 90"
         *         }
         *       ]
         *     }
         */
        Problem: {
            /** @enum {string} */
            type: "urn:unicorn-rides:problem:malformed-json" | "urn:unicorn-rides:problem:invalid-request" | "urn:unicorn-rides:problem:invalid-cursor" | "urn:unicorn-rides:problem:forbidden" | "urn:unicorn-rides:problem:not-found" | "urn:unicorn-rides:problem:user-exists" | "urn:unicorn-rides:problem:email-taken" | "urn:unicorn-rides:problem:no-unicorn-available" | "urn:unicorn-rides:problem:unicorn-on-ride" | "urn:unicorn-rides:problem:illegal-ride-step" | "urn:unicorn-rides:problem:precondition-failed" | "urn:unicorn-rides:problem:payload-too-large" | "urn:unicorn-rides:problem:unsupported-media-type" | "urn:unicorn-rides:problem:idempotency-key-reused" | "urn:unicorn-rides:problem:internal-error" | "urn:unicorn-rides:problem:temporarily-unavailable";
            title: string;
            status: number;
            detail: string;
            requestId: string;
            errors?: {
                pointer?: string;
                parameter?: string;
                header?: string;
                detail: string;
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    sayHello: {
        parameters: {
            query?: {
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A greeting */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message: string;
                        /** @constant */
                        method: "GET";
                        /** @constant */
                        path: "/hello";
                    };
                };
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getOpenApi: {
        parameters: {
            query?: never;
            header?: {
                /** @description Go ahead only where none of these is there (RFC 9110): `*` or a list of entity tags. */
                "If-None-Match"?: unknown;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description OpenAPI 3.1 */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                };
            };
            /** @description You have this state of it */
            304: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getDocs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The page */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "text/html; charset=utf-8": string;
                };
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description Only these members of each item. */
                fields?: ("userId" | "name" | "email" | "phone" | "home" | "createdAt" | "updatedAt")[];
                /** @description At most so many items. */
                limit?: number;
                /** @description Where to go on: `nextCursor` of the page before. Good for the same request and caller only. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of users */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            userId?: string;
                            name?: string;
                            email?: string;
                            phone?: string;
                            home?: components["schemas"]["Location"];
                            /** Format: date-time */
                            createdAt?: string;
                            /** Format: date-time */
                            updatedAt?: string;
                        }[];
                        nextCursor?: string;
                    };
                };
            };
            /** @description `invalid-request`, `invalid-cursor` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserInput"];
            };
        };
        responses: {
            /** @description The profile */
            201: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its entity tag */
                    ETag?: string;
                    /** @description Its path */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `invalid-request`, `malformed-json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `user-exists`, `email-taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Go ahead only where none of these is there (RFC 9110): `*` or a list of entity tags. */
                "If-None-Match"?: unknown;
            };
            path: {
                /** @description The `sub` of the user's tokens. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The profile */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description You have this state of it */
            304: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Go ahead only on one of these states of it (RFC 9110): `*` or a list of entity tags. */
                "If-Match"?: unknown;
                /** @description Go ahead only where none of these is there (RFC 9110): `*` or a list of entity tags. */
                "If-None-Match"?: unknown;
            };
            path: {
                /** @description The `sub` of the user's tokens. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UserInput"];
            };
        };
        responses: {
            /** @description Replaced */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its entity tag */
                    ETag?: string;
                    /** @description Its path */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description `invalid-request`, `malformed-json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `email-taken` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Go ahead only on one of these states of it (RFC 9110): `*` or a list of entity tags. */
                "If-Match"?: unknown;
            };
            path: {
                /** @description The `sub` of the user's tokens. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is there now */
            204: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listRides: {
        parameters: {
            query?: {
                /** @description The start: latitude and longitude in degrees, or the earliest time (inclusive). */
                from?: string;
                /** @description The end: latitude and longitude in degrees, or the latest time (exclusive). */
                to?: string;
                status?: "booked" | "completed" | "cancelled" | "expired";
                /** @description Only these members of each item. */
                fields?: ("rideId" | "riderId" | "status" | "pickupLocation" | "destination" | "unicorn" | "distance" | "eta" | "fare" | "requestedAt" | "endedAt")[];
                /** @description At most so many items. */
                limit?: number;
                /** @description Where to go on: `nextCursor` of the page before. Good for the same request and caller only. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The `sub` of the user's tokens. */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of rides */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            rideId?: string;
                            riderId?: string;
                            /** @enum {string} */
                            status?: "booked" | "completed" | "cancelled" | "expired";
                            pickupLocation?: components["schemas"]["Location"];
                            destination?: components["schemas"]["Location"];
                            unicorn?: {
                                unicornId: string;
                                name: string;
                                color: string;
                                /** @enum {string} */
                                gender: "female" | "male";
                            };
                            distance?: number;
                            eta?: number;
                            fare?: components["schemas"]["Fare"];
                            /** Format: date-time */
                            requestedAt?: string;
                            /** Format: date-time */
                            endedAt?: string;
                        }[];
                        nextCursor?: string;
                    };
                };
            };
            /** @description `invalid-request`, `invalid-cursor` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    findUnicorns: {
        parameters: {
            query: {
                /** @description Latitude and longitude in degrees. */
                near: number[];
                /** @description At most so many items. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The nearest */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["NearbyUnicorn"][];
                    };
                };
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getUnicorn: {
        parameters: {
            query?: never;
            header?: {
                /** @description Go ahead only where none of these is there (RFC 9110): `*` or a list of entity tags. */
                "If-None-Match"?: unknown;
            };
            path: {
                /** @description As operators chose it. */
                unicornId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The unicorn */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unicorn"];
                };
            };
            /** @description You have this state of it */
            304: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    putUnicorn: {
        parameters: {
            query?: never;
            header?: {
                /** @description Go ahead only on one of these states of it (RFC 9110): `*` or a list of entity tags. */
                "If-Match"?: unknown;
                /** @description Go ahead only where none of these is there (RFC 9110): `*` or a list of entity tags. */
                "If-None-Match"?: unknown;
            };
            path: {
                /** @description As operators chose it. */
                unicornId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnicornInput"];
            };
        };
        responses: {
            /** @description Replaced */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its entity tag */
                    ETag?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unicorn"];
                };
            };
            /** @description Added */
            201: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its entity tag */
                    ETag?: string;
                    /** @description Its path */
                    Location?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unicorn"];
                };
            };
            /** @description `invalid-request`, `malformed-json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unicorn-on-ride` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    deleteUnicorn: {
        parameters: {
            query?: never;
            header?: {
                /** @description Go ahead only on one of these states of it (RFC 9110): `*` or a list of entity tags. */
                "If-Match"?: unknown;
            };
            path: {
                /** @description As operators chose it. */
                unicornId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Nothing is there now */
            204: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unicorn-on-ride` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `precondition-failed` */
            412: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    listFleet: {
        parameters: {
            query?: {
                /** @description Only these members of each item. */
                fields?: ("unicornId" | "name" | "color" | "gender" | "location" | "status" | "rideId" | "updatedAt")[];
                /** @description At most so many items. */
                limit?: number;
                /** @description Where to go on: `nextCursor` of the page before. Good for the same request and caller only. */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of unicorns */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: {
                            unicornId?: string;
                            name?: string;
                            color?: string;
                            /** @enum {string} */
                            gender?: "female" | "male";
                            location?: components["schemas"]["Location"];
                            /** @enum {string} */
                            status?: "available" | "resting" | "onRide";
                            rideId?: string;
                            /** Format: date-time */
                            updatedAt?: string;
                        }[];
                        nextCursor?: string;
                    };
                };
            };
            /** @description `invalid-request`, `invalid-cursor` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    createImport: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the same key with the same body gives the same answer for 24 hours. 1 to 64 of `A-Z a-z 0-9 _ -`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    /** @enum {string} */
                    format: "ndjson" | "csv";
                    size: number;
                };
            };
        };
        responses: {
            /** @description The import, and where its file goes */
            201: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its path */
                    Location?: string;
                    /** @description `true` where an earlier request announced it */
                    "Idempotent-Replayed"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        importId: string;
                        /** @constant */
                        status: "awaitingUpload";
                        upload: {
                            /** @constant */
                            method: "PUT";
                            url: string;
                            headers: Record<string, never>;
                            /** Format: date-time */
                            expiresAt: string;
                        };
                        /** Format: date-time */
                        createdAt: string;
                    };
                };
            };
            /** @description `invalid-request`, `malformed-json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency-key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getImport: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                importId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        importId: string;
                        /** @enum {string} */
                        format: "ndjson" | "csv";
                        /** @enum {string} */
                        status: "awaitingUpload" | "running" | "completed" | "failed";
                        rows: {
                            read: number;
                            imported: number;
                            failed: number;
                        };
                        failures: {
                            line: number;
                            detail: string;
                        }[];
                        reportUrl?: string;
                        reason?: string;
                        /** Format: date-time */
                        createdAt: string;
                        /** Format: date-time */
                        startedAt?: string;
                        /** Format: date-time */
                        finishedAt?: string;
                    };
                };
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getQuote: {
        parameters: {
            query: {
                /** @description The start: latitude and longitude in degrees, or the earliest time (inclusive). */
                from: number[];
                /** @description The end: latitude and longitude in degrees, or the latest time (exclusive). */
                to: number[];
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The quote */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        from: components["schemas"]["Location"];
                        to: components["schemas"]["Location"];
                        distance: number;
                        duration: number;
                        fare: components["schemas"]["Fare"];
                    };
                };
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestRide: {
        parameters: {
            query?: never;
            header?: {
                /** @description Makes a retry safe: the same key with the same body gives the same answer for 24 hours. 1 to 64 of `A-Z a-z 0-9 _ -`. */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RideInput"];
            };
        };
        responses: {
            /** @description The ride */
            201: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    /** @description Its path */
                    Location?: string;
                    /** @description `true` where an earlier request booked it */
                    "Idempotent-Replayed"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ride"];
                };
            };
            /** @description `invalid-request`, `malformed-json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `no-unicorn-available` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `idempotency-key-reused` */
            422: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    getRide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rideId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ride */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ride"];
                };
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cancelRide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rideId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ride */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ride"];
                };
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `illegal-ride-step` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    completeRide: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                rideId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ride */
            200: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ride"];
                };
            };
            /** @description `invalid-request` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `forbidden` */
            403: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `not-found` */
            404: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `illegal-ride-step` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    requestWorkshopRide: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": {
                    PickupLocation: {
                        Latitude: number;
                        Longitude: number;
                    };
                };
            };
        };
        responses: {
            /** @description The ride, in the words of the workshop */
            201: {
                headers: {
                    /** @description What to quote when something is wrong */
                    "X-Request-Id"?: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        RideId: string;
                        Unicorn: {
                            Name: string;
                            Color: string;
                            /** @enum {string} */
                            Gender: "Male" | "Female";
                        };
                        UnicornName: string;
                        Eta: string;
                        Rider: string;
                    };
                };
            };
            /** @description `invalid-request`, `malformed-json` */
            400: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description The gateway refuses the token */
            401: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        message?: string;
                    };
                };
            };
            /** @description `no-unicorn-available` */
            409: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `payload-too-large` */
            413: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `unsupported-media-type` */
            415: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `internal-error` */
            500: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
            /** @description `temporarily-unavailable` */
            503: {
                headers: {
                    /** @description Seconds to wait */
                    "Retry-After"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
